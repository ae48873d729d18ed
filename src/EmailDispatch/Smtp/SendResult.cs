namespace EmailDispatch.Smtp;

/// <summary>The result of one session with one provider.</summary>
/// <param name="Phase">The phase in which the session ended.</param>
/// <param name="Reply">The decisive reply: to the final dot if the message was accepted, otherwise to what failed.</param>
/// <param name="Refused">The recipients that the server rejected, with its replies.</param>
/// <param name="Accepted">Whether the provider replied 2xx to the final dot, for the recipients it did not reject.</param>
public sealed record SendResult(SmtpPhase Phase, SmtpReply Reply, IReadOnlyDictionary<string, SmtpReply> Refused, bool Accepted)
{
    private static readonly Dictionary<string, SmtpReply> None = [];

    /// <summary>Whether no connection was free, so the provider was not contacted. Not a provider failure.</summary>
    public bool IsBusy { get; private init; }

    /// <summary>Whether it was busy because the provider was paused in the meantime.</summary>
    public bool WasSentAway { get; private init; }

    /// <summary>Whether the session stopped right before the final dot because time ran out, so nothing was sent. Not a provider failure.</summary>
    public bool IsStopped { get; private init; }

    /// <summary>The dispatcher's own fault that ended the session; null if there was none.</summary>
    public Exception? Fault { get; init; }

    /// <summary>Stopped before the final dot.</summary>
    public static SendResult Stopped { get; } = Failed(SmtpPhase.Data, SmtpReply.None(FaultKind.None, "Stopped before the message was complete.")) with { IsStopped = true };

    /// <summary>Not sent, with no recipient rejected.</summary>
    public static SendResult Failed(SmtpPhase phase, SmtpReply reply) => new(phase, reply, None, Accepted: false);

    /// <summary>Ended by the dispatcher's own fault; the phase is <see cref="SmtpPhase.Dns"/> if there was no session.</summary>
    public static SendResult Broken(SmtpPhase phase, Exception fault) => Failed(phase, SmtpReply.None(FaultKind.None, fault.Message)) with { Fault = fault };

    /// <summary>Not sent, because no connection became free.</summary>
    public static SendResult NoConnection(bool wasSentAway) =>
        Failed(SmtpPhase.Connect, SmtpReply.None(FaultKind.None, "No connection became free.")) with { IsBusy = true, WasSentAway = wasSentAway };
}
