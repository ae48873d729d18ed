namespace EmailDispatch.Smtp;

/// <summary>The result of one session with one provider.</summary>
/// <param name="Phase">How far it got.</param>
/// <param name="Reply">The answer that decided: to the final dot if the message was accepted, else to what failed.</param>
/// <param name="Refused">The recipients that the server refused, with its answers.</param>
/// <param name="Accepted">Whether the provider answered 2xx to the final dot, for the recipients it did not refuse.</param>
public sealed record SendResult(SmtpPhase Phase, SmtpReply Reply, IReadOnlyDictionary<string, SmtpReply> Refused, bool Accepted)
{
    private static readonly Dictionary<string, SmtpReply> None = [];

    /// <summary>No connection was free, so the provider was not asked. Not its failure.</summary>
    public bool IsBusy { get; private init; }

    /// <summary>Whether it was busy because the provider was paused meanwhile.</summary>
    public bool WasSentAway { get; private init; }

    /// <summary>Stopped right before the final dot, because there was no time left: nothing was sent. Not the provider's failure.</summary>
    public bool IsStopped { get; private init; }

    /// <summary>The fault of ours that ended the session; null if there was none.</summary>
    public Exception? Fault { get; init; }

    /// <summary>Stopped before the final dot.</summary>
    public static SendResult Stopped { get; } = Failed(SmtpPhase.Data, SmtpReply.None(FaultKind.None, "Stopped before the message was complete.")) with { IsStopped = true };

    /// <summary>Not sent, and nobody was refused.</summary>
    public static SendResult Failed(SmtpPhase phase, SmtpReply reply) => new(phase, reply, None, Accepted: false);

    /// <summary>Ended by a fault of ours.</summary>
    /// <param name="phase">How far the session got; <see cref="SmtpPhase.Dns"/> if there was none.</param>
    /// <param name="fault">The fault.</param>
    public static SendResult Broken(SmtpPhase phase, Exception fault) => Failed(phase, SmtpReply.None(FaultKind.None, fault.Message)) with { Fault = fault };

    /// <summary>Not sent, because no connection became free.</summary>
    public static SendResult NoConnection(bool wasSentAway) =>
        Failed(SmtpPhase.Connect, SmtpReply.None(FaultKind.None, "No connection became free.")) with { IsBusy = true, WasSentAway = wasSentAway };
}
