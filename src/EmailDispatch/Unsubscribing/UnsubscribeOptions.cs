using System.ComponentModel.DataAnnotations;

namespace EmailDispatch.Unsubscribing;

/// <summary>Settings of one-click unsubscribe links. Bound from the section <c>Unsubscribe</c>.</summary>
public sealed class UnsubscribeOptions : IValidatableObject
{
    public const int MaxUrlLength = 200;

    /// <summary>HTTPS address at which recipients reach this API, such as <c>https://mail.example.com</c>. Default: none, and no links are added.</summary>
    public string PublicUrl { get; set; } = "";

    /// <summary>Name of the secret that signs links: 32 characters or more. Further lines are still accepted, so that it can be replaced. Default: none.</summary>
    public string Secret { get; set; } = "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (PublicUrl.Length > 0 && !(PublicUrl.Length <= MaxUrlLength && Uri.TryCreate(PublicUrl, UriKind.Absolute, out var url) && url is { Query: "", Fragment: "", UserInfo: "" } && url.Scheme == Uri.UriSchemeHttps))
            yield return new ValidationResult($"PublicUrl: must be an https address without a query, at most {MaxUrlLength} characters, such as https://mail.example.com.");
        if (Secret.Length > 127 || !Secret.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
            yield return new ValidationResult("Secret: must be the name of a secret, not the secret itself: at most 127 letters, digits and hyphens.");
        if (PublicUrl.Length > 0 && Secret.Length == 0)
            yield return new ValidationResult("Secret: is needed with Unsubscribe__PublicUrl.");
    }
}
