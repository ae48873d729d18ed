using EmailDispatch.Status;

namespace EmailDispatch.Usage;

/// <summary>What one run of the aggregation did.</summary>
public sealed record UsageRun
{
    /// <summary>How many hours were open.</summary>
    public int Open { get; init; }

    /// <summary>How many of them were computed anew.</summary>
    public int Computed { get; init; }

    /// <summary>How many of these were closed.</summary>
    public int Closed { get; init; }

    /// <summary>How many were left to another run that is at it at the same time.</summary>
    public int Overtaken { get; init; }

    /// <summary>How many could not be computed, for a fault that the log has.</summary>
    public int Faulty { get; init; }

    /// <summary>How many status rows were read.</summary>
    public int Rows { get; init; }

    /// <summary>How many transactions were written.</summary>
    public int Transactions { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>How many emails nobody is working on though it is long since their time (<see cref="StaleRows"/>).</summary>
    public int StaleCount { get; init; }

    /// <summary>The first of those that were found in quiet hours, at most <see cref="UsageAggregator.MaxStale"/>.</summary>
    public IReadOnlyList<EmailRow> Stale { get; init; } = [];
}
