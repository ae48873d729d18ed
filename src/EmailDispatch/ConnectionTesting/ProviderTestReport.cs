using EmailDispatch.Emails;
using EmailDispatch.Replies;
using EmailDispatch.Smtp;

namespace EmailDispatch.ConnectionTesting;

/// <summary>The report of a provider test.</summary>
/// <param name="Succeeded">Whether no stage failed.</param>
/// <param name="Message">The server's reply or the fault if the test failed.</param>
/// <param name="Stages">All stages in order.</param>
/// <param name="Hint">Cause and fix; null if no stage failed.</param>
public sealed record ProviderTestReport(bool Succeeded, string Message, IReadOnlyList<ConnectionStageResult> Stages, Hint? Hint)
{
    /// <summary>The id of the test message, if one was sent.</summary>
    public required EmailId Id { get; init; }

    /// <summary>The sender that was used; null if none was known.</summary>
    public EmailAddress? Sender { get; init; }

    /// <summary>What failed; null if nothing did.</summary>
    public FailureCategory? Category { get; init; }

    /// <summary>Whether the provider was paused and the test ended the pause.</summary>
    public bool HasResumed { get; init; }

    /// <summary>The stage that failed; null if none did.</summary>
    public ConnectionStage? FailedStage => Stages.FirstOrDefault(stage => stage.Status == ConnectionStageStatus.Failed)?.Stage;

    /// <summary>The phase in which the test ended.</summary>
    public SmtpPhase Phase { get; init; } = SmtpPhase.FinalDot;

    /// <summary>Whether the whole message was sent without a reply, so the server may have accepted it.</summary>
    public bool IsUnanswered { get; init; }
}
