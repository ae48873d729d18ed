namespace EmailDispatch.Usage;

/// <summary>
/// Figures that can be added: those of a range are the sums of its parts.
/// <para>
/// Under <see cref="UsageDimension.Total"/>, <see cref="UsageDimension.Stream"/>, <see cref="UsageDimension.Tag"/> and
/// <see cref="UsageDimension.Status"/> an email counts once, in the hour it was accepted, with its current status.
/// Under <see cref="UsageDimension.Provider"/> and <see cref="UsageDimension.Category"/> each attempt counts, in that same hour: an attempt here is
/// one offer of the email to one provider. Under <see cref="UsageDimension.Domain"/> an email counts once for each recipient domain, with the
/// status of those recipients.
/// </para>
/// </summary>
public sealed record UsageFigures
{
    /// <summary>The counts, by column name.</summary>
    internal static readonly (string Column, Func<UsageFigures, long> Get, Action<UsageFigures, long> Set)[] Columns =
    [
        (nameof(Accepted), f => f.Accepted, (f, n) => f.Accepted = n),
        (nameof(Sent), f => f.Sent, (f, n) => f.Sent = n),
        (nameof(Bounced), f => f.Bounced, (f, n) => f.Bounced = n),
        (nameof(Failed), f => f.Failed, (f, n) => f.Failed = n),
        (nameof(Deferred), f => f.Deferred, (f, n) => f.Deferred = n),
        (nameof(Unknown), f => f.Unknown, (f, n) => f.Unknown = n),
        (nameof(Suppressed), f => f.Suppressed, (f, n) => f.Suppressed = n),
        (nameof(Canceled), f => f.Canceled, (f, n) => f.Canceled = n),
        (nameof(Rejected), f => f.Rejected, (f, n) => f.Rejected = n),
        (nameof(Scheduled), f => f.Scheduled, (f, n) => f.Scheduled = n),
        (nameof(Queued), f => f.Queued, (f, n) => f.Queued = n),
        (nameof(Attempts), f => f.Attempts, (f, n) => f.Attempts = n),
        (nameof(Failovers), f => f.Failovers, (f, n) => f.Failovers = n),
        (nameof(Bytes), f => f.Bytes, (f, n) => f.Bytes = n),
        (nameof(Delivered), f => f.Delivered, (f, n) => f.Delivered = n),
        (nameof(BouncedLate), f => f.BouncedLate, (f, n) => f.BouncedLate = n),
        (nameof(Complained), f => f.Complained, (f, n) => f.Complained = n),
    ];

    /// <summary>Emails accepted, which excludes rejected ones. By provider: emails offered to it; by category: emails with such a failure.</summary>
    public long Accepted { get; set; }

    /// <summary>Finished emails that a provider accepted for at least one recipient. Of attempts: accepted for all or some recipients.</summary>
    public long Sent { get; set; }

    /// <summary>Emails with every recipient rejected permanently. Of attempts: all offered recipients were.</summary>
    public long Bounced { get; set; }

    /// <summary>Emails that failed for another reason. Of attempts: ended with a provider failure or a rejected message.</summary>
    public long Failed { get; set; }

    /// <summary>Emails waiting for their next attempt. Of attempts: rejected temporarily, or without a reply to the final dot.</summary>
    public long Deferred { get; set; }

    /// <summary>At-most-once emails for which it is unclear whether they were sent. Of attempts: those that ended this way.</summary>
    public long Unknown { get; set; }

    /// <summary>Emails whose recipients are all on the do-not-send list. Of attempts: none.</summary>
    public long Suppressed { get; set; }

    /// <summary>Emails canceled while scheduled. Of attempts: none.</summary>
    public long Canceled { get; set; }

    /// <summary>Emails that were never accepted, such as invalid drops. Of attempts: none.</summary>
    public long Rejected { get; set; }

    /// <summary>Emails waiting for the time set by the sender. Of attempts: none.</summary>
    public long Scheduled { get; set; }

    /// <summary>Emails waiting for their first attempt, or with an attempt in progress. Of attempts: none.</summary>
    public long Queued { get; set; }

    public long Attempts { get; set; }

    /// <summary>Attempts after which the email was offered to the next provider in the same pass; counted at the provider it left.</summary>
    public long Failovers { get; set; }

    /// <summary>Bytes accepted by providers: the approximate size of the composed message for each accepted attempt. By category: none.</summary>
    public long Bytes { get; set; }

    /// <summary>
    /// Emails that a provider reported as delivered or as complained about for at least one recipient. By provider: reported by it; by category:
    /// none.
    /// </summary>
    public long Delivered { get; set; }

    /// <summary>
    /// Emails accepted by a provider that it later reported as bounced for at least one recipient. Grouped like <see cref="Delivered"/>.
    /// </summary>
    public long BouncedLate { get; set; }

    /// <summary>Emails reported as spam by at least one recipient. Grouped like <see cref="Delivered"/>.</summary>
    public long Complained { get; set; }

    /// <summary>
    /// The time from acceptance, or from the scheduled time, to the provider's 250 reply to the final dot. Of emails: sent ones, by the last such
    /// reply. Of attempts: accepted ones. By category: none.
    /// </summary>
    public LatencyHistogram Latency { get; init; } = new();

    public void Add(UsageFigures other)
    {
        foreach (var (_, get, set) in Columns)
            set(this, get(this) + get(other));
        Latency.Add(other.Latency);
    }
}
