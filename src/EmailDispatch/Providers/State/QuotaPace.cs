using Azure.Data.Tables;

namespace EmailDispatch.Providers.State;

/// <summary>
/// Estimates when a quota will be used up. Its row remembers how much was used at two earlier moments at least an hour apart; the rate is that since the
/// older one. So it is the rate of the last one to two hours, of the time since the window began if that is shorter, or longer after a time without emails.
/// </summary>
internal static class QuotaPace
{
    private static readonly TimeSpan Step = TimeSpan.FromHours(1);

    /// <summary>Writes the moments into the next version of the row, moving them on if an hour has passed.</summary>
    public static void Carry(TableEntity? row, TableEntity next, DateTimeOffset window, int used, DateTimeOffset now)
    {
        var (older, newer) = Read(row, window);
        if (now - newer.At >= Step)
            (older, newer) = (newer, (now, used));
        (next["OlderAt"], next["OlderUsed"], next["NewerAt"], next["NewerUsed"]) = (older.At, older.Used, newer.At, newer.Used);
    }

    /// <summary>Returns when the limit is reached; null if it is reached already, not before the window ends, or if the rate was measured for less than a sixtieth of the window.</summary>
    public static DateTimeOffset? Estimate(TableEntity? row, DateTimeOffset window, DateTimeOffset end, int used, int limit, DateTimeOffset now)
    {
        var (older, _) = Read(row, window);
        var measured = now - older.At;
        if (measured < (end - window) / 60 || used <= older.Used || used >= limit)
            return null;

        var seconds = measured.TotalSeconds * (limit - used) / (used - older.Used);
        return seconds < (end - now).TotalSeconds ? now.AddSeconds(seconds) : null;
    }

    private static ((DateTimeOffset At, int Used) Older, (DateTimeOffset At, int Used) Newer) Read(TableEntity? row, DateTimeOffset window)
    {
        return row?.GetDateTimeOffset("Window") == window ? (Moment("Older"), Moment("Newer")) : ((window, 0), (window, 0));

        (DateTimeOffset, int) Moment(string name) => (row.GetDateTimeOffset($"{name}At") ?? window, row.GetInt32($"{name}Used") ?? 0);
    }
}
