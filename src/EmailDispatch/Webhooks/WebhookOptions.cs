using System.ComponentModel.DataAnnotations;

namespace EmailDispatch.Webhooks;

/// <summary>How events are posted to tenants' endpoints. Bound from the section <c>Webhooks</c>.</summary>
public sealed class WebhookOptions
{
    /// <summary>
    /// The name of the secret from which the signing secrets of all endpoints derive: at least 32 characters, random. Default
    /// <c>webhook-signing-key</c>. Another value changes the secret of every endpoint at once.
    /// </summary>
    [Required(AllowEmptyStrings = false)]
    public string SigningKeySecret { get; set; } = "webhook-signing-key";

    /// <summary>Whether endpoints may be plain http and have addresses that are not public: for development only. Default false.</summary>
    public bool AllowPrivateAddresses { get; set; }
}
