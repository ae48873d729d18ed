using Azure;
using EmailDispatch.Emails;

namespace EmailDispatch.Status;

/// <summary>The status row of one email: its request and its history, without the bodies.</summary>
public sealed record EmailRow
{
    /// <summary>The value of <see cref="LastEvent"/> if the row was not read.</summary>
    public const long UnknownEvent = -1;

    public required EmailId Id { get; init; }

    /// <summary>The UUID that the sender gave the email; null if it gave none, or one of our ids.</summary>
    public Guid? GivenId { get; init; }

    public required string Tenant { get; init; }

    public required EmailStatus Status { get; init; }

    public required string From { get; init; }

    public IReadOnlyList<string> ReplyTo { get; init; } = [];

    public required string Subject { get; init; }

    public IReadOnlyList<Tag> Tags { get; init; } = [];

    public string Stream { get; init; } = Email.DefaultStream;

    /// <summary>The recipients of the envelope, each once.</summary>
    public required IReadOnlyList<Recipient> Recipients { get; init; }

    /// <summary>The addresses in the caller's to and cc if the API key redirects its emails; else empty.</summary>
    public IReadOnlyList<string> OriginalTo { get; init; } = [];

    /// <summary>Whether it is a message that is sent as its sender wrote it.</summary>
    public bool IsRaw { get; init; }

    /// <summary>The Message-ID that its sender wrote; null if the dispatcher sets it.</summary>
    public string? MessageId { get; init; }

    /// <summary>The template and version it was made from; null if there was none.</summary>
    public TemplateUse? Template { get; init; }

    /// <summary>The attempts, oldest first; if there were many, only the first and last ones.</summary>
    public IReadOnlyList<Attempt> Attempts { get; init; } = [];

    /// <summary>Counts of the attempts omitted in between.</summary>
    public IReadOnlyList<AttemptTally> OmittedAttempts { get; init; } = [];

    /// <summary>Why providers were not asked in the latest pass, at most 20; empty if an attempt is pending or running, and only those that were too slow if the email is sent.</summary>
    public IReadOnlyList<SkippedProvider> Skipped { get; init; } = [];

    /// <summary>The number of the last attempt that was started; 0 before the first.</summary>
    public int AttemptNumber { get; init; }

    /// <summary>The provider that accepted it last; null if none has.</summary>
    public string? Provider { get; init; }

    /// <summary>The approximate size of the composed message, in bytes.</summary>
    public long Size { get; init; }

    /// <summary>When the links to its attachments expire; null if it has none.</summary>
    public DateTimeOffset? LinksUntil { get; init; }

    /// <summary>The advice that the sender was given.</summary>
    public IReadOnlyList<Advice> Advice { get; init; } = [];

    /// <summary>When a provider answered 250; null before.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>The scheduled time; null if there is none.</summary>
    public DateTimeOffset? ScheduledAt { get; init; }

    /// <summary>When the next attempt is due; null unless deferred.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>Why it was rejected, as in an HTTP error response; empty if it was not.</summary>
    public IReadOnlyList<FieldError> Errors { get; init; } = [];

    /// <summary>When it was last retried manually, or accepted late under an older id; its age counts from then. Null if neither.</summary>
    public DateTimeOffset? TriedSince { get; init; }

    public RetryWindow Window { get; init; } = RetryWindow.First;

    /// <summary>
    /// The provider that the current attempt is about to use, written before it is used; empty before that. Null if no attempt is running, or if providers are
    /// not announced, as for emails that may be sent twice.
    /// </summary>
    public string? Offering { get; init; }

    /// <summary>When the lease of the current attempt expires; null unless sending.</summary>
    public DateTimeOffset? LeaseUntil { get; init; }

    /// <summary>The id of the claim that holds the lease.</summary>
    public string? LeaseId { get; init; }

    /// <summary>
    /// Whether nothing shows yet that its message is on the queue: no attempt was started and no message of it was completed. Its acceptance may have been
    /// interrupted, in which case it was never accepted.
    /// </summary>
    public bool IsUnconfirmed { get; init; }

    /// <summary>SHA-256 of the submission if another one may use the same id; null if the id was made for this email alone.</summary>
    public string? Content { get; init; }

    /// <summary>Whether an address of the email was erased, and its content with it.</summary>
    public bool IsErased { get; init; }

    /// <summary>When storage last wrote the row; null if it was not read.</summary>
    public DateTimeOffset? WrittenAt { get; init; }

    public ETag ETag { get; init; }

    /// <summary>The <see cref="OutboxEntry.Order"/> of the last events that were written with this row; 0 if there were none.</summary>
    public long LastEvent { get; init; }

    /// <summary>The recipients as stored in this version, to derive events from differences; null before the first version.</summary>
    public IReadOnlyList<Recipient>? Stored { get; init; }

    /// <summary>The outbox entry of this version that must wait until the email is accepted; null if there is none.</summary>
    public OutboxEntry? Untold { get; init; }

    /// <summary>Returns this row as a change of the version that <paramref name="current"/> was read with.</summary>
    public EmailRow Over(EmailRow current) => this with { ETag = current.ETag, LastEvent = current.LastEvent, Stored = current.Stored };

    public DateTimeOffset AcceptedAt => Id.AcceptedAt;

    /// <summary>When it became due; the time during which it is retried counts from then.</summary>
    public DateTimeOffset DueSince => TriedSince ?? ScheduledAt ?? AcceptedAt;
}

/// <summary>How an email was tried since it was accepted or last retried manually.</summary>
public sealed record RetryWindow
{
    /// <summary>The initial window of an email.</summary>
    public static readonly RetryWindow First = new();

    /// <summary>The number of manual retries, over all windows.</summary>
    public int Retries { get; init; }

    /// <summary>The number of the last attempt before this window.</summary>
    public int After { get; init; }

    /// <summary>The number of attempts in this window after which a server set the time of the next one; the retry schedule does not count them.</summary>
    public int AskedWaits { get; init; }

    /// <summary>The number of attempts in this window that an instance left unfinished and another took over.</summary>
    public int TakeOvers { get; init; }
}
