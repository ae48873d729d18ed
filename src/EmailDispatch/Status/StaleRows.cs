namespace EmailDispatch.Status;

/// <summary>Which rows nobody works on though it is long since their time: the message that should bring them on is late, or gone.</summary>
public static class StaleRows
{
    /// <summary>How long after its lease an attempt counts as died: its message comes back by itself within the lease.</summary>
    public static readonly TimeSpan AfterLease = TimeSpan.FromMinutes(10);

    /// <summary>How long after its time an email counts as left behind that no attempt was begun for.</summary>
    public static readonly TimeSpan AfterDue = TimeSpan.FromHours(1);

    /// <summary>Whether this one is.</summary>
    public static bool IsStale(EmailRow row, DateTimeOffset now) => !row.Status.IsTerminal() && (row.Status == EmailStatus.Sending
        ? row.LeaseUntil + AfterLease < now
        : (row.NextAttemptAt ?? row.DueSince) + AfterDue < now);
}
