using Azure;
using EmailDispatch.Emails;

namespace EmailDispatch.Status;

/// <summary>The status row of one email: what was asked for and what happened, without the bodies.</summary>
public sealed record EmailRow
{
    /// <summary><see cref="LastEvent"/> where the row was not read.</summary>
    public const long UnknownEvent = -1;

    /// <summary>The email's id.</summary>
    public required EmailId Id { get; init; }

    /// <summary>The UUID by which its sender names it, if that is not one of our ids; else null.</summary>
    public Guid? GivenId { get; init; }

    /// <summary>Whose email it is.</summary>
    public required string Tenant { get; init; }

    /// <summary>How far it got.</summary>
    public required EmailStatus Status { get; init; }

    /// <summary>The author as shown.</summary>
    public required string From { get; init; }

    /// <summary>Where answers go.</summary>
    public IReadOnlyList<string> ReplyTo { get; init; } = [];

    /// <summary>The subject.</summary>
    public required string Subject { get; init; }

    /// <summary>The labels.</summary>
    public IReadOnlyList<Tag> Tags { get; init; } = [];

    /// <summary>What kind of traffic it is.</summary>
    public string Stream { get; init; } = Email.DefaultStream;

    /// <summary>Every recipient of the envelope, each once.</summary>
    public required IReadOnlyList<Recipient> Recipients { get; init; }

    /// <summary>The addresses that the caller named in to and cc, if the API key redirects its emails; else empty.</summary>
    public IReadOnlyList<string> OriginalTo { get; init; } = [];

    /// <summary>The attempts, oldest first; only the first and last ones if there were many.</summary>
    public IReadOnlyList<Attempt> Attempts { get; init; } = [];

    /// <summary>How many attempts between those are omitted, by their result.</summary>
    public IReadOnlyList<AttemptTally> OmittedAttempts { get; init; } = [];

    /// <summary>The number of the last attempt that was begun; 0 before the first.</summary>
    public int AttemptNumber { get; init; }

    /// <summary>The provider that took it last; null before.</summary>
    public string? Provider { get; init; }

    /// <summary>About how large the composed message is, in bytes.</summary>
    public long Size { get; init; }

    /// <summary>The advice its sender got.</summary>
    public IReadOnlyList<Advice> Advice { get; init; } = [];

    /// <summary>When the email left the dispatcher, at the provider's 250; null before.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>When its sender scheduled it; null for at once.</summary>
    public DateTimeOffset? ScheduledAt { get; init; }

    /// <summary>When the next attempt is due; null unless deferred.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>Why it was rejected, as HTTP would have answered; empty if it was not.</summary>
    public IReadOnlyList<FieldError> Errors { get; init; } = [];

    /// <summary>When it was last retried manually, or accepted late under an older id; its age counts from then. Null for neither.</summary>
    public DateTimeOffset? TriedSince { get; init; }

    /// <summary>How the email was tried since it was accepted or last retried manually.</summary>
    public RetryWindow Window { get; init; } = RetryWindow.First;

    /// <summary>
    /// The provider that the current attempt is about to use, written before it does; empty before that. Null unless sending, or if nothing is
    /// announced: for emails that may be sent twice it is not.
    /// </summary>
    public string? Offering { get; init; }

    /// <summary>Until when the current attempt may take; null unless sending.</summary>
    public DateTimeOffset? LeaseUntil { get; init; }

    /// <summary>Which claim holds the lease.</summary>
    public string? LeaseId { get; init; }

    /// <summary>
    /// Whether nothing shows yet that its message is on the queue: no attempt was begun, and no message of it was settled. Its acceptance may
    /// have been interrupted, and then it was never accepted.
    /// </summary>
    public bool IsUnconfirmed { get; init; }

    /// <summary>SHA-256 of the submission, if another one may come under the same id; null if the id was made for this email alone.</summary>
    public string? Content { get; init; }

    /// <summary>The row's version in storage.</summary>
    public ETag ETag { get; init; }

    /// <summary>The <see cref="OutboxEntry.Order"/> of the last events that were written with this row; 0 if there were none.</summary>
    public long LastEvent { get; init; }

    /// <summary>The recipients as this version has them in storage: what differs from them is news. Null if there is no version yet.</summary>
    public IReadOnlyList<Recipient>? Stored { get; init; }

    /// <summary>What was written with this version and is told once the email is accepted; null if nothing is.</summary>
    public OutboxEntry? Untold { get; init; }

    /// <summary>This row as a change of the version that another row was read with.</summary>
    public EmailRow Over(EmailRow current) => this with { ETag = current.ETag, LastEvent = current.LastEvent, Stored = current.Stored };

    /// <summary>When the email was accepted.</summary>
    public DateTimeOffset AcceptedAt => Id.AcceptedAt;

    /// <summary>Since when it is due; the time it may be tried for counts from then.</summary>
    public DateTimeOffset DueSince => TriedSince ?? ScheduledAt ?? AcceptedAt;
}

/// <summary>How an email was tried since it was accepted, or since its last manual retry.</summary>
public sealed record RetryWindow
{
    /// <summary>The window of an email that was never retried, at its beginning.</summary>
    public static readonly RetryWindow First = new();

    /// <summary>How often the email was retried manually, over all its windows.</summary>
    public int Retries { get; init; }

    /// <summary>The number of the last attempt before this window.</summary>
    public int After { get; init; }

    /// <summary>After how many attempts of this window a server named the time of the next one; the schedule does not count them.</summary>
    public int AskedWaits { get; init; }

    /// <summary>How many attempts of this window were left unfinished by their instance and taken over by another.</summary>
    public int TakeOvers { get; init; }
}
