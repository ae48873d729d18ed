using EmailDispatch.Smtp;
using EmailDispatch.Status;

namespace EmailDispatch.Dispatch;

/// <summary>
/// The outcome of a test address: a sequence of sessions of simulated providers. The names are those of the sandbox and of the simulators of Resend
/// and Amazon SES. Any other name is accepted, as are <c>delivered</c> and <c>complained</c>.
/// </summary>
/// <param name="Sessions">One session for each simulated provider, as long as one leads to the next.</param>
internal sealed record TestOutcome(params IReadOnlyList<SimulatedSession> Sessions)
{
    private static readonly TestOutcome Accepted = new(SimulatedSession.Accepted);

    private static readonly (string[] Names, TestOutcome Outcome)[] Table =
    [
        (["bounced", "bounce"], Refused(550, "5.1.1 No such user here (simulated)")),
        (["mailbox-full"], Refused(452, "4.2.2 Mailbox full (simulated)")),
        (["deferred", "defer"], Refused(451, "4.3.0 Temporary local problem (simulated)")),
        (["greylisted", "greylist"], Refused(451, "4.7.1 Greylisted, try again (simulated)") with { IsOnce = true }),
        (["spam"], new(new SimulatedSession(SmtpPhase.FinalDot, new SmtpReply(554, "5.7.1 Message rejected as spam (simulated)")))),
        (["unknown", "drop-after-dot"], new TestOutcome(Fault(SmtpPhase.FinalDot, FaultKind.ConnectionLost, "The connection was closed before the answer to the message (simulated)")) { IsOnce = true }),
        (["failover"], new(Fault(SmtpPhase.Connect, FaultKind.ConnectionRefused, "connection refused (simulated)"), SimulatedSession.Accepted)),
        (["drop-in-data"], new(Fault(SmtpPhase.Data, FaultKind.ConnectionLost, "The connection was closed in the middle of the message (simulated)"), SimulatedSession.Accepted)),
        (["quota"], new(new SimulatedSession(SmtpPhase.MailFrom, new SmtpReply(452, "4.3.1 Daily quota exceeded (simulated)")), SimulatedSession.Accepted)),
        (["account-suspended"], new(new SimulatedSession(SmtpPhase.MailFrom, new SmtpReply(550, "5.7.1 Your account has been suspended (simulated)")), SimulatedSession.Accepted)),
        (["unverified"], new(new SimulatedSession(SmtpPhase.MailFrom, new SmtpReply(550, "5.7.1 Sender address not verified (simulated)")), SimulatedSession.Accepted)),
        (["timeout"], new(TimedOut, TimedOut)),
    ];

    private static readonly Dictionary<string, TestOutcome> ByName = Table.SelectMany(row => row.Names.Select(name => (name, row.Outcome))).ToDictionary();

    public bool IsOnce { get; private init; }

    /// <summary>Whether it affects only this recipient, so that others can share the session.</summary>
    public bool IsOfRecipient => Sessions is [{ Phase: SmtpPhase.RcptTo } or { Reply.Code: 250 }];

    /// <summary>All names with an outcome of their own.</summary>
    public static IEnumerable<string> Names => ByName.Keys;

    public static TestOutcome Of(string name, Recipient recipient)
    {
        var outcome = ByName.GetValueOrDefault(name, Accepted);
        return outcome.IsOnce && recipient.Category is not null ? Accepted : outcome;
    }

    private static TestOutcome Refused(int code, string text) => new(new SimulatedSession(SmtpPhase.RcptTo, new SmtpReply(code, text)));

    private static SimulatedSession TimedOut => Fault(SmtpPhase.Connect, FaultKind.Timeout, "timed out (simulated)");

    private static SimulatedSession Fault(SmtpPhase phase, FaultKind kind, string text) => new(phase, SmtpReply.None(kind, text));
}
