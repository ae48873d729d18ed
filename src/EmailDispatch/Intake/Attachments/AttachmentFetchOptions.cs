using System.ComponentModel.DataAnnotations;

namespace EmailDispatch.Intake.Attachments;

/// <summary>How attachments given by URL are fetched. Bound from the section <c>Emails</c>.</summary>
public sealed class AttachmentFetchOptions
{
    /// <summary>The time limit for fetching all files of one email. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan AttachmentTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The only hosts files are fetched from: <c>files.example.com</c>, or <c>*.example.com</c> for all subdomains; empty for any.</summary>
    public IList<string> AttachmentHosts { get; } = [];

    /// <summary>Hosts that may have a private address, like a file server in the same network; any API key can reach them. Default none.</summary>
    public IList<string> AllowPrivateAttachmentHosts { get; } = [];
}
