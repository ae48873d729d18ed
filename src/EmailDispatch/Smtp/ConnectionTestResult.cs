using EmailDispatch.Emails;

namespace EmailDispatch.Smtp;

/// <summary>What a connection test found.</summary>
/// <param name="Stages">All stages in order.</param>
/// <param name="Failure">Why it failed; null when it did not.</param>
public sealed record ConnectionTestResult(IReadOnlyList<ConnectionStageResult> Stages, ConnectionTestFailure? Failure)
{
    /// <summary>The id of the test message, whose Message-ID follows from it as that of any email.</summary>
    public required EmailId Id { get; init; }
}
