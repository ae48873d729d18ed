using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Sandbox;

/// <summary>Accepts the connections of a port until it is closed, whatever goes wrong with one of them.</summary>
internal static partial class AcceptLoop
{
    public static readonly TimeSpan PauseAfterFault = TimeSpan.FromMilliseconds(100);

    /// <summary>Returns when the port is closed or <paramref name="cancellationToken"/> is canceled.</summary>
    public static async Task RunAsync(Socket listener, Action<Socket> start, SandboxServerOptions options, CancellationToken cancellationToken)
    {
        while (true)
        {
            Socket? client = null;
            try
            {
                client = await listener.AcceptAsync(cancellationToken);
                start(client);
            }
            catch (Exception fault)
            {
                client?.Dispose();
                if (fault is ObjectDisposedException || listener.SafeHandle.IsClosed || cancellationToken.IsCancellationRequested)
                    return;

                // A client left while it waited in the backlog.
                if (fault is SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.ConnectionAborted })
                    continue;

                // The process may have no handle left, and the next call would fail at once.
                LogNotAccepted(options.Logger, options.Name, fault);
                await Task.Delay(PauseAfterFault, options.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(EventId = 4103, Level = LogLevel.Error, Message = "Sandbox {Server}: a connection could not be accepted.")]
    private static partial void LogNotAccepted(ILogger logger, string server, Exception exception);
}
