namespace EmailDispatch.Status;

/// <summary>Finds rows that are overdue with nobody working on them, because their message is late or lost.</summary>
public static class StaleRows
{
    /// <summary>How long after its lease an attempt counts as dead. Its message returns to the queue by itself within the lease.</summary>
    public static readonly TimeSpan AfterLease = TimeSpan.FromMinutes(10);

    /// <summary>How long after its due time an email without a running attempt is overdue.</summary>
    public static readonly TimeSpan AfterDue = TimeSpan.FromHours(1);

    public static bool IsStale(EmailRow row, DateTimeOffset now) => !row.Status.IsTerminal() && (row.Status == EmailStatus.Sending
        ? row.LeaseUntil + AfterLease < now
        : (row.NextAttemptAt ?? row.DueSince) + AfterDue < now);
}
