using EmailDispatch.Dispatch;
using EmailDispatch.Emails;

namespace EmailDispatch.Functions.Api;

/// <summary>The content of an email, to be shown.</summary>
public sealed record MessageView(string Id, string Subject, string? Html, string? Text, IReadOnlyList<MessageAttachmentView> Attachments)
{
    public string Object { get; } = "message";

    public static MessageView Of(KeptMessage message) => Of(message.Id, message.Shown);

    private static MessageView Of(EmailId id, Email email) => new(
        id.ToString(), email.Subject, email.Html, KeptMessage.TextOf(email),
        [
            .. email.Attachments.Select(a => new MessageAttachmentView(
                a.Filename, a.ContentType, a.Content.Length, a.ContentId,
                a.ContentId is not null && a.ContentType.StartsWith("image/", StringComparison.OrdinalIgnoreCase) ? Convert.ToBase64String(a.Content) : null)),
        ]);
}

/// <summary>An attachment; <c>Content</c> is there only for an inline image.</summary>
public sealed record MessageAttachmentView(string Filename, string ContentType, int Size, string? ContentId, string? Content);
