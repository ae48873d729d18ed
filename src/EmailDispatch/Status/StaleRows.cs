namespace EmailDispatch.Status;

/// <summary>Which rows are overdue with nobody working on them: their message is late, or lost.</summary>
public static class StaleRows
{
    /// <summary>How long after its lease an attempt counts as dead: its message comes back by itself within the lease.</summary>
    public static readonly TimeSpan AfterLease = TimeSpan.FromMinutes(10);

    /// <summary>How long after its time an email without a running attempt is overdue.</summary>
    public static readonly TimeSpan AfterDue = TimeSpan.FromHours(1);

    /// <summary>Whether this one is overdue.</summary>
    public static bool IsStale(EmailRow row, DateTimeOffset now) => !row.Status.IsTerminal() && (row.Status == EmailStatus.Sending
        ? row.LeaseUntil + AfterLease < now
        : (row.NextAttemptAt ?? row.DueSince) + AfterDue < now);
}
