using EmailDispatch.Smtp;

namespace EmailDispatch.Dispatch;

/// <summary>What a simulated provider answers to one offer.</summary>
/// <param name="Phase">How far the session gets.</param>
/// <param name="Reply">The answer that decides it; without a code, the fault that takes its place.</param>
internal sealed record SimulatedSession(SmtpPhase Phase, SmtpReply Reply)
{
    /// <summary>The message is accepted.</summary>
    public static SimulatedSession Accepted { get; } = new(SmtpPhase.FinalDot, new SmtpReply(250, "2.0.0 Simulated, nothing was sent"));
}
