using EmailDispatch.Smtp;
using EmailDispatch.Status;

namespace EmailDispatch.Dispatch;

/// <summary>
/// What test addresses of one name come to: the sessions of the simulated providers, one after the other. The names are those of the
/// sandbox and of the simulators of Resend and Amazon SES; any other is accepted, as are <c>delivered</c> and <c>complained</c>.
/// </summary>
/// <param name="Sessions">A session for each simulated provider, as long as one leads to the next.</param>
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
        (["unknown", "drop-after-dot"], new TestOutcome(Fault(SmtpPhase.FinalDot, "The connection was closed before the answer to the message (simulated)")) { IsOnce = true }),
        (["failover"], new(Fault(SmtpPhase.Connect, "connection refused (simulated)"), SimulatedSession.Accepted)),
        (["drop-in-data"], new(Fault(SmtpPhase.Data, "The connection was closed in the middle of the message (simulated)"), SimulatedSession.Accepted)),
        (["quota"], new(new SimulatedSession(SmtpPhase.MailFrom, new SmtpReply(452, "4.3.1 Daily quota exceeded (simulated)")), SimulatedSession.Accepted)),
        (["account-suspended"], new(new SimulatedSession(SmtpPhase.MailFrom, new SmtpReply(550, "5.7.1 Your account has been suspended (simulated)")), SimulatedSession.Accepted)),
        (["unverified"], new(new SimulatedSession(SmtpPhase.MailFrom, new SmtpReply(550, "5.7.1 Sender address not verified (simulated)")), SimulatedSession.Accepted)),
        (["timeout"], new(Fault(SmtpPhase.Connect, "timed out (simulated)"), Fault(SmtpPhase.Connect, "timed out (simulated)"))),
    ];

    private static readonly Dictionary<string, TestOutcome> ByName = Table.SelectMany(row => row.Names.Select(name => (name, row.Outcome))).ToDictionary();

    /// <summary>Whether it happens at the first try only: a later one is accepted.</summary>
    public bool IsOnce { get; private init; }

    /// <summary>Whether it concerns its recipient alone, so that others can be in the same session.</summary>
    public bool IsOfRecipient => Sessions is [{ Phase: SmtpPhase.RcptTo } or { Reply.Code: 250 }];

    /// <summary>Every name that does not merely stand for acceptance.</summary>
    public static IEnumerable<string> Names => ByName.Keys;

    /// <summary>The outcome for a recipient in this attempt.</summary>
    /// <param name="name">What its address asks for.</param>
    /// <param name="recipient">What became of it before.</param>
    public static TestOutcome Of(string name, Recipient recipient)
    {
        var outcome = ByName.GetValueOrDefault(name, Accepted);
        return outcome.IsOnce && recipient.Category is not null ? Accepted : outcome;
    }

    private static TestOutcome Refused(int code, string text) => new(new SimulatedSession(SmtpPhase.RcptTo, new SmtpReply(code, text)));

    private static SimulatedSession Fault(SmtpPhase phase, string text) => new(phase, new SmtpReply(0, text));
}
