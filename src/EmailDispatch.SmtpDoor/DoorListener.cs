using System.Net;
using System.Net.Sockets;
using EmailDispatch.Emails;
using EmailDispatch.Intake;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SmtpServer;
using SmtpServer.IO;
using SmtpServer.Net;

namespace EmailDispatch.SmtpDoor;

/// <summary>Accepts the connections of one port, as many as may be open. What goes wrong with one of them does not end it.</summary>
internal sealed partial class DoorListener(
    Socket socket, bool isSecure, IOptions<SmtpDoorOptions> options, IOptions<EmailLimits> limits, DoorCertificates certificates, DoorConnections connections, FailedLogins failed,
    RequestBudget budget, TimeProvider time, ILogger<DoorListener> logger, CancellationToken stopping) : IEndpointListener
{
    internal static readonly TimeSpan PauseAfterFault = TimeSpan.FromMilliseconds(100);

    private readonly string _hostName = options.Value.HostName is { Length: > 0 } name ? name : Dns.GetHostName();

    public async Task<ISecurableDuplexPipe> GetPipeAsync(ISessionContext context, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping);
        while (true)
        {
            Socket? client = null;
            try
            {
                client = await socket.AcceptAsync(end.Token);
                if (Enter(client) is { } pipe)
                    return pipe;
            }
            catch (OperationCanceledException) when (end.IsCancellationRequested)
            {
                // The library closes the sessions when it stops, so that waits for them.
                await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
                throw;
            }
#pragma warning disable CA1031 // The log has it, and the next client must get in.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                // The process may have no handle left; the library would try again at once.
                client?.Dispose();
                Log.NotAccepted(logger, fault);
                await Task.Delay(PauseAfterFault, time, end.Token);
            }
        }
    }

    public void Dispose() => socket.Dispose();

    /// <returns>Null if the client is refused.</returns>
    private DoorPipe? Enter(Socket client)
    {
        client.NoDelay = true;
        var address = options.Value.ClientAddressIsKnown ? (client.RemoteEndPoint as IPEndPoint)?.Address : null;
        var transport = new ClientSocket(client, time);
        if (failed.Refuses(address) || !connections.TryEnter(address))
        {
            _ = RefuseAsync(transport);
            return null;
        }

        var session = new DoorSession(options.Value, _hostName, limits.Value.MaxMessageBytes, address, budget, time, stopping);
        return new DoorPipe(session, transport, certificates, () => connections.Leave(address));
    }

    private async Task RefuseAsync(ClientSocket client)
    {
        try
        {
            if (!isSecure)
                await client.SendAsync("421 4.7.0 Too many connections or failed logins; try again later\r\n"u8.ToArray());
        }
        catch (Exception fault) when (fault is IOException or TimeoutException or ObjectDisposedException)
        {
            // The client is gone already.
        }

        await client.DisposeAsync();
    }

    private static partial class Log
    {
        [LoggerMessage(9210, LogLevel.Warning, "The SMTP door could not accept a connection; it goes on in a moment")]
        public static partial void NotAccepted(ILogger logger, Exception fault);
    }
}
