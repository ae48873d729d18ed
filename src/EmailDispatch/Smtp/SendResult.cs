namespace EmailDispatch.Smtp;

/// <summary>What one session with one provider came to.</summary>
/// <param name="Phase">How far it got.</param>
/// <param name="Reply">The answer that decided it: to the final dot where the message was accepted, else to what failed.</param>
/// <param name="Refused">The recipients that the server refused, with its answers; the others share the fate of the message.</param>
/// <param name="Accepted">Whether the provider answered 250, or another 2xx, to the final dot.</param>
public sealed record SendResult(SmtpPhase Phase, SmtpReply Reply, IReadOnlyDictionary<string, SmtpReply> Refused, bool Accepted)
{
    /// <summary>There was no connection to be had, so the provider was not asked: no failure of it.</summary>
    public bool IsBusy { get; private init; }

    /// <summary>Likewise, because it became known meanwhile that the provider is not to be used now.</summary>
    public bool WasSentAway { get; private init; }

    /// <summary>Stopped right before the final dot, because the time for it was over: nothing was sent, and no failure of the provider.</summary>
    public bool IsStopped { get; private init; }

    /// <summary>Stopped before the final dot.</summary>
    public static SendResult Stopped { get; } = new(
        SmtpPhase.Data, new SmtpReply(0, "Stopped before the message was complete."), new Dictionary<string, SmtpReply>(), Accepted: false)
    { IsStopped = true };

    /// <summary>A fault of ours that ended it, of which no server has said anything; else null.</summary>
    public Exception? Fault { get; init; }

    /// <summary>Ended by a fault of ours.</summary>
    /// <param name="phase">How far the session got; <see cref="SmtpPhase.Dns"/> where there was none.</param>
    /// <param name="fault">The fault.</param>
    /// <param name="refused">The recipients that the server had refused by then.</param>
    public static SendResult Broken(SmtpPhase phase, Exception fault, IReadOnlyDictionary<string, SmtpReply> refused) =>
        new(phase, new SmtpReply(0, fault.Message), refused, Accepted: false) { Fault = fault };

    /// <summary>Not sent for want of a connection.</summary>
    public static SendResult NoConnection(bool wasSentAway) => new(
        SmtpPhase.Connect, new SmtpReply(0, "No connection became free."), new Dictionary<string, SmtpReply>(), Accepted: false)
    { IsBusy = true, WasSentAway = wasSentAway };
}
