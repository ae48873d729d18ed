using Azure;
using EmailDispatch.Emails;
using EmailDispatch.Queueing;
using EmailDispatch.Smtp;
using EmailDispatch.Status;

namespace EmailDispatch.Dispatch;

/// <summary>Finds the attachments of an email: those stored in blobs of their own, and those in its content while that is kept.</summary>
public sealed class KeptAttachments(KeptMessages messages, LinkedFileStore files, TimeProvider time)
{
    /// <summary>Returns what is stored, linked files first; null if neither content nor files are kept.</summary>
    /// <exception cref="RequestFailedException">Storage failed.</exception>
    public async Task<IReadOnlyList<KeptAttachment>?> FindAsync(EmailRow row, CancellationToken cancellationToken)
    {
        var found = new List<KeptAttachment>();
        if (row.LinksUntil > time.GetUtcNow())
        {
            foreach (var file in await files.ListAsync(row.Tenant, row.Id, cancellationToken))
                found.Add(new KeptAttachment(IdOf(row.Id, "link", file.Index), file.Filename, file.ContentType, file.Size) { Link = await files.LinkToAsync(file, cancellationToken), Until = file.Until });
        }

        if (await messages.FindAsync(row, cancellationToken) is not { } message)
            return found.Count > 0 ? found : null;

        var email = message.Shown;
        var shown = email.Html is { } html ? ContentIds.UsedIn(html) : [];
        found.AddRange(email.Attachments.Index().Select(a => new KeptAttachment(IdOf(row.Id, "part", a.Index), a.Item.Filename, a.Item.ContentType, a.Item.Content.LongLength)
        {
            ContentId = a.Item.ContentId,
            IsInline = a.Item.ContentId is { } id && shown.Contains(id),
        }));
        return found;
    }

    // A UUID like that of other objects, always the same.
    private static string IdOf(EmailId email, string kind, int index) => EmailId.Of(email.AcceptedAt, $"{email} {kind} {index}").ToString();
}

/// <summary>A stored attachment.</summary>
/// <param name="Id">Its id, unique within the tenant.</param>
/// <param name="Filename">The file name.</param>
/// <param name="ContentType">The media type.</param>
/// <param name="Size">The size in bytes.</param>
public sealed record KeptAttachment(string Id, string Filename, string ContentType, long Size)
{
    /// <summary>The id that the HTML uses; null if there is none.</summary>
    public string? ContentId { get; init; }

    /// <summary>Whether the HTML shows it.</summary>
    public bool IsInline { get; init; }

    /// <summary>The link to it; null if it is only in the message.</summary>
    public Uri? Link { get; init; }

    /// <summary>When the link expires.</summary>
    public DateTimeOffset? Until { get; init; }
}
