namespace EmailDispatch.EndToEnd.Samples;

/// <summary>An SMTP server on loopback that keeps every message it accepts.</summary>
public interface IReceivingServer : IAsyncDisposable
{
    string Host { get; }

    int Port { get; }

    /// <summary>Returns the first matching message, already received or still to come.</summary>
    /// <exception cref="TimeoutException">None came within a minute.</exception>
    Task<ReceivedMessage> WaitForMessageAsync(Predicate<ReceivedMessage> isMeant, CancellationToken cancellationToken);
}
