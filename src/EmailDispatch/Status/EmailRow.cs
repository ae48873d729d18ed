using Azure;
using EmailDispatch.Emails;
using EmailDispatch.Emails.Advising;

namespace EmailDispatch.Status;

/// <summary>The status row of one email: what was asked for and what became of it, without the bodies.</summary>
public sealed record EmailRow
{
    /// <summary>The email's id.</summary>
    public required EmailId Id { get; init; }

    /// <summary>The UUID by which its sender names it, where that is no id of ours; else null.</summary>
    public Guid? GivenId { get; init; }

    /// <summary>Whose email it is.</summary>
    public required string Tenant { get; init; }

    /// <summary>Where the email is on its way.</summary>
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

    /// <summary>The addresses that the caller named in to and cc, where the API key redirects its emails; else empty.</summary>
    public IReadOnlyList<string> OriginalTo { get; init; } = [];

    /// <summary>What was tried, oldest first: the first ones and the last ones, where there were many.</summary>
    public IReadOnlyList<Attempt> Attempts { get; init; } = [];

    /// <summary>How many attempts between those are left out, by what they came to.</summary>
    public IReadOnlyList<AttemptTally> OmittedAttempts { get; init; } = [];

    /// <summary>The number of the last attempt that was begun; 0 before the first.</summary>
    public int AttemptNumber { get; init; }

    /// <summary>The provider that took it last; null before.</summary>
    public string? Provider { get; init; }

    /// <summary>About how large the composed message is, in bytes.</summary>
    public long Size { get; init; }

    /// <summary>What its sender was told will hurt its delivery.</summary>
    public IReadOnlyList<Advice> Advice { get; init; } = [];

    /// <summary>When the email left the dispatcher, at the provider's 250; null before.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>When it is, or was, due by its sender's wish; null for at once.</summary>
    public DateTimeOffset? ScheduledAt { get; init; }

    /// <summary>When it will be tried again; null unless deferred.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>Why it was rejected, as HTTP would have answered; empty where it was not.</summary>
    public IReadOnlyList<FieldError> Errors { get; init; } = [];

    /// <summary>When it was last asked to be retried, or accepted late under an older id; its age counts from then. Null for neither.</summary>
    public DateTimeOffset? RetriedAt { get; init; }

    /// <summary>How the email was tried since it was last asked to be.</summary>
    public RetryWindow Window { get; init; } = RetryWindow.First;

    /// <summary>
    /// The provider that the attempt under way was announced to be offered to; empty before that. Null unless sending, or where nothing is
    /// announced, which is the rule for emails that may be sent twice.
    /// </summary>
    public string? Offering { get; init; }

    /// <summary>Until when the attempt under way may take; null unless sending.</summary>
    public DateTimeOffset? LeaseUntil { get; init; }

    /// <summary>Which claim holds the lease.</summary>
    public string? LeaseId { get; init; }

    /// <summary>
    /// Whether nothing has shown yet that its message is on the queue: no attempt was begun, and nobody has settled a message of it. Its
    /// acceptance may have been cut short, and then it was never accepted.
    /// </summary>
    public bool IsUnconfirmed { get; init; }

    /// <summary>SHA-256 of the submission, where another one may come under the same id; null where the id was made for this email alone.</summary>
    public string? Content { get; init; }

    /// <summary>The row's version as storage tells it.</summary>
    public ETag ETag { get; init; }

    /// <summary>When the email was accepted.</summary>
    public DateTimeOffset AcceptedAt => Id.AcceptedAt;

    /// <summary>Since when it is tried.</summary>
    public DateTimeOffset DueSince => RetriedAt ?? ScheduledAt ?? AcceptedAt;
}
