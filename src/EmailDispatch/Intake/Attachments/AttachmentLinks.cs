using Azure;
using EmailDispatch.Emails;
using EmailDispatch.Queueing;
using EmailDispatch.Senders;
using EmailDispatch.Status;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Intake.Attachments;

/// <summary>
/// Sends large attachments as links. Which ones is decided when the email is read, so that it is judged by the size that is sent. The links are signed when it
/// is accepted and stay as they are, so that every attempt sends the same.
/// <para>Inline images stay, because the HTML shows them. So do the files of scheduled emails: a link may expire before such an email is sent, or
/// rescheduled. A message that is sent as it is never changes.</para>
/// </summary>
public sealed class AttachmentLinks(SenderRules rules, LinkedFileStore store, IOptions<AttachmentLinkOptions> options, TimeProvider time)
{
    // The link in both bodies, and what surrounds it.
    private const int EstimatedBytes = 2_000;

    // An id can be older than the acceptance because a drop had to wait.
    private static readonly TimeSpan LateAfter = TimeSpan.FromMinutes(1);

    /// <summary>Takes the attachments that are to be sent as links out of an email (<see cref="EmailReadResult.Linked"/>).</summary>
    internal EmailReadResult Choose(string tenant, string? key, EmailReadResult read)
    {
        if (read.Email is not { Raw: null, ScheduledAt: null } email || rules.LinkAttachmentsAbove(tenant, key, email.Stream) is not { } most)
            return read;

        var linked = email.Attachments.Index().Where(a => a.Item.ContentId is null && a.Item.Content.Length > most).ToList();
        if (linked.Count == 0)
            return read;

        var rest = email with { Attachments = [.. email.Attachments.Where((_, index) => linked.TrueForAll(a => a.Index != index))] };
        return read with { Email = rest, Linked = linked, Size = MessageSize.Estimate(rest) + (linked.Count * EstimatedBytes) };
    }

    /// <summary>Adds the list of links to the bodies.</summary>
    /// <returns>The email, and when its links expire.</returns>
    /// <exception cref="RequestFailedException">Storage gave no key to sign with.</exception>
    internal async Task<(EmailReadResult Read, DateTimeOffset Until)> AddAsync(string tenant, EmailId id, EmailReadResult read, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();

        // A repeat under the same id gets the same time.
        var accepted = now - id.AcceptedAt > LateAfter ? now : id.AcceptedAt;
        var until = new DateTimeOffset(accepted.Year, accepted.Month, accepted.Day, accepted.Hour, accepted.Minute, 0, TimeSpan.Zero) + TimeSpan.FromDays(options.Value.AttachmentLinkDays);
        var list = new List<(LinkedFile, Uri)>(read.Linked.Count);
        foreach (var file in FilesOf(tenant, id, read.Linked, until))
            list.Add((file, await store.LinkToAsync(file, cancellationToken)));

        var email = read.Email!;
        var text = LinkList.ToText(list);
        email = email with
        {
            Html = email.Html is { } html ? LinkList.AddToHtml(html, list) : null,
            Text = email.Text is { } own ? own + text : null,
            TextOfHtml = email.TextOfHtml is { } made ? made + text : null,
        };
        return (read with { Email = email, Size = MessageSize.Estimate(email) }, until);
    }

    /// <summary>Stores the files, before the message that makes the email accepted.</summary>
    /// <exception cref="RequestFailedException">Storage failed. What was stored is deleted when the links would have expired.</exception>
    internal Task StoreAsync(EmailRow row, IReadOnlyList<(int Index, Attachment File)> linked, DateTimeOffset? until, CancellationToken cancellationToken) =>
        until is not { } expiry
            ? Task.CompletedTask
            : store.SaveAsync(FilesOf(row.Tenant, row.Id, linked, expiry).Zip(linked, (file, attachment) => (file, attachment.File.Content)), cancellationToken);

    private static IEnumerable<LinkedFile> FilesOf(string tenant, EmailId id, IReadOnlyList<(int Index, Attachment File)> linked, DateTimeOffset until) =>
        linked.Select(a => new LinkedFile(tenant, id, a.Index, a.File.Filename, a.File.ContentType, a.File.Content.LongLength, until));
}
