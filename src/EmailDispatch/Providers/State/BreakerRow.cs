using Azure.Data.Tables;

namespace EmailDispatch.Providers.State;

/// <summary>Converts a <see cref="Breaker"/> to and from its row.</summary>
internal static class BreakerRow
{
    private const int MaxReplyLength = 500;

    public static TableEntity Write(Breaker breaker, TableEntity row)
    {
        row["State"] = breaker.State.ToString();
        row["Openings"] = breaker.Openings;
        if (breaker.Reason is { } reason)
            row["Reason"] = reason.ToString();
        if (breaker.Since is { } since)
            row["Since"] = since;
        if (breaker.State != BreakerState.Closed)
            row["Until"] = breaker.Until;
        if (breaker.TestAt is { } testAt)
            row["TestAt"] = testAt;
        if (breaker.Failure is { } failure)
        {
            row["FailedAt"] = failure.At;
            row["Category"] = failure.Category;
            if (failure.Reply is { } reply)
                row["Reply"] = reply.Length <= MaxReplyLength ? reply : reply[..MaxReplyLength];
            if (failure.Hint is { } hint)
                row["Hint"] = hint;
        }

        return row;
    }

    /// <summary>Reads a breaker. If the row is missing or not understood by this version, it is closed, so that sending continues.</summary>
    public static Breaker Read(TableEntity? row)
    {
        if (row is null || !Enum.TryParse(row.GetString("State"), out BreakerState state))
            return Breaker.Closed;

        return new Breaker
        {
            State = state,
            Reason = Enum.TryParse(row.GetString("Reason"), out FailureWeight reason) ? reason : null,
            Since = row.GetDateTimeOffset("Since"),
            Until = row.GetDateTimeOffset("Until") ?? default,
            TestAt = row.GetDateTimeOffset("TestAt"),
            Openings = row.GetInt32("Openings") ?? 0,
            Failure = row.GetDateTimeOffset("FailedAt") is { } at
                ? new LastFailure(at, row.GetString("Category") ?? "", row.GetString("Reply")) { Hint = row.GetString("Hint") }
                : null,
        };
    }
}
