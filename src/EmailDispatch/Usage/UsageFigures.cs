namespace EmailDispatch.Usage;

/// <summary>
/// What happened, in numbers that can be added: the figures of a range are the sums of its parts.
/// <para>
/// Under <see cref="UsageDimension.Total"/>, <see cref="UsageDimension.Stream"/>, <see cref="UsageDimension.Tag"/> and
/// <see cref="UsageDimension.Status"/> an email counts once, in the hour in which it was accepted, in the state it is in now.
/// Under <see cref="UsageDimension.Provider"/> and <see cref="UsageDimension.Category"/> its tries count, one by one, in that same hour:
/// a try is one offer of the email to one provider.
/// </para>
/// </summary>
public sealed record UsageFigures
{
    /// <summary>Emails that were accepted: all but rejected drops. Under provider: that were offered to it; under category: with such a failure.</summary>
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

    /// <summary>Emails called back before their time. Of tries: none.</summary>
    public long Canceled { get; set; }

    /// <summary>Drops that were no valid email. Of tries: none.</summary>
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

    /// <summary>
    /// From acceptance, or from the time set by the sender, to the provider's 250 to the final dot. Of emails: those sent, by the last such
    /// reply. Of tries: those in which the email was taken. Under category: none.
    /// </summary>
    public LatencyHistogram Latency { get; init; } = new();

    /// <summary>Adds others to these.</summary>
    public void Add(UsageFigures other)
    {
        Accepted += other.Accepted;
        Sent += other.Sent;
        Bounced += other.Bounced;
        Failed += other.Failed;
        Deferred += other.Deferred;
        Unknown += other.Unknown;
        Suppressed += other.Suppressed;
        Canceled += other.Canceled;
        Rejected += other.Rejected;
        Scheduled += other.Scheduled;
        Queued += other.Queued;
        Attempts += other.Attempts;
        Failovers += other.Failovers;
        Bytes += other.Bytes;
        Latency.Add(other.Latency);
    }
}
