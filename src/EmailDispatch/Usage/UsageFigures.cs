namespace EmailDispatch.Usage;

/// <summary>
/// Figures that can be added: those of a range are the sums of its parts.
/// <para>
/// Under <see cref="UsageDimension.Total"/>, <see cref="UsageDimension.Stream"/>, <see cref="UsageDimension.Tag"/> and
/// <see cref="UsageDimension.Status"/> an email counts once, in the hour in which it was accepted, in the state it is in now.
/// Under <see cref="UsageDimension.Provider"/> and <see cref="UsageDimension.Category"/> its tries count, one by one, in that same hour:
/// a try is one offer of the email to one provider. Under <see cref="UsageDimension.Domain"/> an email counts once for each domain it has
/// recipients of, in the state that those recipients are in.
/// </para>
/// </summary>
public sealed record UsageFigures
{
    /// <summary>The counts, by the name of their column.</summary>
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

    /// <summary>Emails that were accepted: all but rejected ones. By provider: that were offered to it; by category: with such a failure.</summary>
    public long Accepted { get; set; }

    /// <summary>Emails that a provider took for at least one recipient, and that are done. Of tries: those in which it took the email, for all or some.</summary>
    public long Sent { get; set; }

    /// <summary>Emails of which every recipient was refused for good. Of tries: those in which all that were offered were.</summary>
    public long Bounced { get; set; }

    /// <summary>Emails that were given up for another reason. Of tries: those that ended in a fault of the provider, or in a refusal of the message.</summary>
    public long Failed { get; set; }

    /// <summary>Emails that wait for their next attempt. Of tries: those that ended in a refusal for the time being, or without an answer to the final dot.</summary>
    public long Deferred { get; set; }

    /// <summary>Emails of which nobody can know whether they were sent, to be sent at most once. Of tries: those that ended so.</summary>
    public long Unknown { get; set; }

    /// <summary>Emails whose recipients are all on the do-not-send list. Of tries: none.</summary>
    public long Suppressed { get; set; }

    /// <summary>Emails canceled while scheduled. Of tries: none.</summary>
    public long Canceled { get; set; }

    /// <summary>Emails that were never accepted, such as invalid drops. Of tries: none.</summary>
    public long Rejected { get; set; }

    /// <summary>Emails that wait for the time their sender set. Of tries: none.</summary>
    public long Scheduled { get; set; }

    /// <summary>Emails that wait for their first attempt, or of which an attempt is under way. Of tries: none.</summary>
    public long Queued { get; set; }

    /// <summary>Tries.</summary>
    public long Attempts { get; set; }

    /// <summary>Tries after which the email was offered to the next provider within the same attempt; counted at the provider it left.</summary>
    public long Failovers { get; set; }

    /// <summary>Bytes that providers took: the size of the composed message, about, for each try in which it was taken. Under category: none.</summary>
    public long Bytes { get; set; }

    /// <summary>Emails that a provider reported as delivered to at least one recipient; one that was complained about was delivered. Under provider: by that one; under category: none.</summary>
    public long Delivered { get; set; }

    /// <summary>Emails that a provider accepted and then reported as not delivered to at least one recipient. Likewise.</summary>
    public long BouncedLate { get; set; }

    /// <summary>Emails that at least one recipient called spam. Likewise.</summary>
    public long Complained { get; set; }

    /// <summary>
    /// From acceptance, or from the time set by the sender, to the provider's 250 to the final dot. Of emails: those sent, by the last such
    /// reply. Of tries: those in which the email was taken. Under category: none.
    /// </summary>
    public LatencyHistogram Latency { get; init; } = new();

    /// <summary>Adds others to these.</summary>
    public void Add(UsageFigures other)
    {
        foreach (var (_, get, set) in Columns)
            set(this, get(this) + get(other));
        Latency.Add(other.Latency);
    }
}
