using EmailDispatch.Dispatch;

namespace EmailDispatch.Functions.Api;

/// <summary>An attachment of an email, as in the Resend API. <c>DownloadUrl</c> and <c>ExpiresAt</c> are null if it was sent in the message.</summary>
public sealed record AttachmentView(
    string Id, string Filename, long Size, string ContentType, string ContentDisposition, string? ContentId, string? DownloadUrl, DateTimeOffset? ExpiresAt)
{
    public string Object { get; } = "attachment";

    public static AttachmentView Of(KeptAttachment attachment) => new(
        attachment.Id, attachment.Filename, attachment.Size, attachment.ContentType, attachment.IsInline ? "inline" : "attachment", attachment.ContentId,
        attachment.Link?.AbsoluteUri, attachment.Until);
}
