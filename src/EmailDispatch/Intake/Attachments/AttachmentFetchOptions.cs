using System.ComponentModel.DataAnnotations;
using EmailDispatch.Emails;

namespace EmailDispatch.Intake.Attachments;

/// <summary>How attachments given by URL are fetched. Bound from the section <c>Emails</c>.</summary>
public sealed class AttachmentFetchOptions : IValidatableObject
{
    /// <summary>The time limit for fetching all files of one email. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan AttachmentTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The only hosts files are fetched from: <c>files.example.com</c>, or <c>*.example.com</c> for all subdomains; empty for any.</summary>
    public IList<string> AttachmentHosts { get; } = [];

    /// <summary>Hosts that may have a private address, like a file server in the same network; any API key can reach them. Default none.</summary>
    public IList<string> AllowPrivateAttachmentHosts { get; } = [];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        from list in new[] { (Name: nameof(AttachmentHosts), Hosts: AttachmentHosts), (Name: nameof(AllowPrivateAttachmentHosts), Hosts: AllowPrivateAttachmentHosts) }
        from host in list.Hosts
        where !DomainPattern.IsValid(host) && Uri.CheckHostName(host) == UriHostNameType.Unknown
        select new ValidationResult($"{list.Name}: '{host}' is no host such as files.example.com or *.example.com.");
}
