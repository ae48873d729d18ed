using System.ComponentModel.DataAnnotations;

namespace EmailDispatch.Intake.Attachments;

/// <summary>How attachments are fetched that an email names by URL. Bound from the section <c>Emails</c>.</summary>
public sealed class AttachmentFetchOptions
{
    /// <summary>How long fetching all files of one email may take. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan AttachmentTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The only hosts that files are fetched from: <c>files.example.com</c>, or <c>*.example.com</c> for all subdomains; empty for any.
    /// </summary>
    public IList<string> AttachmentHosts { get; } = [];

    /// <summary>
    /// Hosts that may have a private address, such as a file server in the same network. Everyone with an API key can then reach them. Default none.
    /// </summary>
    public IList<string> AllowPrivateAttachmentHosts { get; } = [];
}
