using EmailDispatch.Emails;

namespace EmailDispatch.ConnectionTesting;

/// <summary>What a connection test found.</summary>
/// <param name="Stages">All stages in order.</param>
/// <param name="Failure">Why it failed; null when it did not.</param>
public sealed record ConnectionTestResult(IReadOnlyList<ConnectionStageResult> Stages, ConnectionTestFailure? Failure)
{
    /// <summary>The id of the test message, whose Message-ID follows from it as that of any email.</summary>
    public required EmailId Id { get; init; }
}

/// <summary>One stage of a connection test.</summary>
/// <param name="Stage">Which.</param>
/// <param name="Status">What became of it.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="Detail">What the server said or showed, or why there is nothing.</param>
public sealed record ConnectionStageResult(ConnectionStage Stage, ConnectionStageStatus Status, long Milliseconds, string Detail);

/// <summary>What became of a stage.</summary>
public enum ConnectionStageStatus
{
    /// <summary>It worked.</summary>
    Ok,

    /// <summary>It did not, and the test ended there.</summary>
    Failed,

    /// <summary>It was not tried; the detail says why.</summary>
    Skipped,
}
