using EmailDispatch.Emails;
using EmailDispatch.Replies;
using EmailDispatch.Smtp;

namespace EmailDispatch.ConnectionTesting;

/// <summary>What the test of a provider found.</summary>
/// <param name="Succeeded">No stage failed.</param>
/// <param name="Message">The server's words where it refused something.</param>
/// <param name="Stages">All stages in order.</param>
/// <param name="Hint">Cause and fix; null where there is nothing to add to the message.</param>
public sealed record ProviderTestReport(bool Succeeded, string Message, IReadOnlyList<ConnectionStageResult> Stages, Hint? Hint)
{
    /// <summary>The id of the test message, if there was one.</summary>
    public required EmailId Id { get; init; }

    /// <summary>The sender that was used; null where none was known.</summary>
    public EmailAddress? Sender { get; init; }

    /// <summary>Where it ended.</summary>
    public SmtpPhase Phase { get; init; } = SmtpPhase.FinalDot;

    /// <summary>Whether the message was sent whole and not answered, so that it may have been taken.</summary>
    public bool IsUnanswered { get; init; }
}
