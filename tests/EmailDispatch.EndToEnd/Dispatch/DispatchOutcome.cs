using System.Globalization;
using EmailDispatch.Naming;
using EmailDispatch.Status;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>
/// The result of one message: the row afterwards, the storage requests in order (<see cref="StorageOperations"/>) except those that are not made
/// for a single email, and the next message put on the queue, if any.
/// </summary>
public sealed record DispatchOutcome(EmailRow Row, IReadOnlyList<string> Operations, QueuedMessage? Next)
{
    /// <summary>Each attempt as <c>1 first: provider_failed at mail_from, sender_not_allowed, 550 5.7.1 Sender not verified</c>.</summary>
    public IEnumerable<string> Attempts => Row.Attempts.Select((a, n) => $"{AttemptsWithoutReply.ElementAt(n)}, {a.Code?.ToString(CultureInfo.InvariantCulture) ?? "-"} {a.Reply}");

    /// <summary>The attempts without replies, for replies worded by the operating system.</summary>
    public IEnumerable<string> AttemptsWithoutReply => Row.Attempts.Select(a => string.Create(
        CultureInfo.InvariantCulture, $"{a.Number} {a.Provider}: {a.Outcome.ToName()} at {a.Phase}, {a.Category ?? "no fault"}"));

    /// <summary>Each recipient as <c>a@example.com sent</c>.</summary>
    public IEnumerable<string> Recipients => Row.Recipients.Select(r => $"{r.Address} {r.Status.ToName()}");
}
