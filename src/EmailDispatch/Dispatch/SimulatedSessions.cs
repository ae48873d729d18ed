using EmailDispatch.Emails;
using EmailDispatch.Providers;
using EmailDispatch.Replies;
using EmailDispatch.Smtp;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Dispatch;

/// <summary>
/// Settles the test addresses among the recipients before any provider is asked. The replies are simulated (<see cref="TestOutcome"/>); their
/// meaning, consequences and records are the same as for real ones. But no breaker, quota, metric or alert is involved, and nothing that a caller
/// wrote can change the meaning of a reply.
/// </summary>
public sealed partial class SimulatedSessions(TestAddresses tests, FailureClassifier classifier, TimeProvider time, ILogger<SimulatedSessions> logger)
{
    // No real provider has parentheses in its name.
    private static readonly ProviderOptions[] Providers = [new() { Name = "(test)" }, new() { Name = "(test-backup)" }];

    /// <summary>Settles or defers the pending test addresses. The others stay pending.</summary>
    internal void Settle(ProviderPassState pass, Email email)
    {
        var simulated = pass.Pending.Where(r => tests.Contains(r.Address)).ToList();
        if (simulated.Count == 0)
            return;

        var real = pass.Pending.Where(r => !tests.Contains(r.Address)).ToList();
        var outcomes = simulated.ToDictionary(r => r.Address, r => TestOutcome.Of(TestAddresses.NameOf(r.Address), r), StringComparer.OrdinalIgnoreCase);
        foreach (var together in simulated.GroupBy(r => outcomes[r.Address].IsOfRecipient ? null : outcomes[r.Address]))
        {
            pass.TurnTo(together);
            foreach (var (provider, session) in Providers.Zip(together.Key?.Sessions ?? [SimulatedSession.Accepted]).TakeWhile(_ => pass.IsAnyPending))
                Apply(pass, email.Delivery, provider, session, outcomes);
            pass.DeferPending(reply: null);
        }

        pass.TurnTo(real);
        Log.Simulated(logger, pass.Row.Id.ToString(), pass.Row.Tenant, pass.Row.AttemptNumber, simulated.Count);
    }

    private void Apply(ProviderPassState pass, Delivery delivery, ProviderOptions provider, SimulatedSession session, Dictionary<string, TestOutcome> outcomes)
    {
        var replies = pass.Pending.Where(r => outcomes[r.Address].Sessions[0].Phase == SmtpPhase.RcptTo)
            .ToDictionary(r => r.Address, r => outcomes[r.Address].Sessions[0].Reply, StringComparer.OrdinalIgnoreCase);
        var refused = replies.ToDictionary(r => r.Key, r => Classify(SmtpPhase.RcptTo, r.Value), StringComparer.OrdinalIgnoreCase);
        if (replies.Count == pass.Pending.Count)
            session = new SimulatedSession(SmtpPhase.RcptTo, replies.Values.First());

        var isAccepted = session.Reply.Code == 250;
        var failure = isAccepted ? null : Classify(session.Phase, session.Reply);
        var now = time.GetUtcNow();
        pass.Apply(provider, new SendResult(session.Phase, session.Reply, replies, isAccepted), failure, refused, delivery, now, now);
    }

    private FailureClassification Classify(SmtpPhase phase, SmtpReply reply) => classifier.Classify(new Failure(phase, reply));

    private static partial class Log
    {
        [LoggerMessage(2012, LogLevel.Information, "Test addresses of email {Id} of {Tenant}, attempt {Attempt}: what became of {Count} recipients was simulated")]
        public static partial void Simulated(ILogger logger, string id, string tenant, int attempt, int count);
    }
}

/// <summary>How far a simulated session gets, and the deciding reply; without a code, the fault in its place.</summary>
internal sealed record SimulatedSession(SmtpPhase Phase, SmtpReply Reply)
{
    public static SimulatedSession Accepted { get; } = new(SmtpPhase.FinalDot, new SmtpReply(250, "2.0.0 Simulated, nothing was sent"));
}
