using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SmtpServer;
using SmtpServer.Net;
using Library = SmtpServer.ComponentModel.ServiceProvider;

namespace EmailDispatch.SmtpDoor;

/// <summary>
/// Runs the library's server on our sockets. Services are resolved only when it starts, after all settings are checked. When it stops, sessions
/// end before their next message, and messages under way are answered.
/// </summary>
internal sealed partial class SmtpDoorService(IServiceProvider services, ILogger<SmtpDoorService> logger) : IHostedService, IEndpointListenerFactory, IDisposable
{
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(8);

    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly Dictionary<IEndpointDefinition, DoorListener> _listeners = [];
    private readonly List<Task> _running = [];

    /// <summary>The ports in use, for tests: STARTTLS first.</summary>
    internal List<int> Ports { get; } = [];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var options = services.GetRequiredService<IOptions<SmtpDoorOptions>>().Value;
        if (options is { StartTlsPort: < 0, ImplicitTlsPort: < 0 })
            return;

        var certificates = services.GetRequiredService<DoorCertificates>();
        await certificates.LoadAsync(cancellationToken);
        var builder = new SmtpServerOptionsBuilder().ServerName("door").MaxRetryCount(int.MaxValue).MaxAuthenticationAttempts(int.MaxValue).CommandWaitTimeout(TimeSpan.FromDays(1));
        foreach (var (setting, port, isSecure) in new[] { (nameof(options.StartTlsPort), options.StartTlsPort, false), (nameof(options.ImplicitTlsPort), options.ImplicitTlsPort, true) })
        {
            if (port < 0)
                continue;
            var socket = Listen(options.Address, port, setting);
            var endpoint = new EndpointDefinitionBuilder().Endpoint((IPEndPoint)socket.LocalEndPoint!).IsSecure(isSecure).AuthenticationRequired().Certificate(new OwnCertificate())
                .SessionTimeout(TimeSpan.FromDays(1)).Build();
            _listeners[endpoint] = ActivatorUtilities.CreateInstance<DoorListener>(services, socket, isSecure, _stopping.Token);
            builder.Endpoint(endpoint);
            Ports.Add(endpoint.Endpoint.Port);
            Log.Listening(logger, endpoint.Endpoint.Port, isSecure ? "implicit TLS" : "STARTTLS");
        }

        var parts = new Library();
        parts.Add((IEndpointListenerFactory)this);
        parts.Add(services.GetRequiredService<KeyLogin>());
        parts.Add(services.GetRequiredService<EnvelopePolicy>());
        parts.Add(services.GetRequiredService<MessageAcceptance>());
        parts.Add(new DoorCommands());
        var server = new SmtpServer.SmtpServer(builder.Build(), parts);
        server.SessionFaulted += (_, faulted) => Log.SessionFaulted(logger, faulted.Exception.GetType().Name, faulted.Exception.Message);
        _running.Add(Task.Run(() => server.StartAsync(_closing.Token), CancellationToken.None));
        _running.Add(Task.Run(() => certificates.FollowAsync(_stopping.Token), CancellationToken.None));
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await services.GetRequiredService<DoorConnections>().WhenEmpty().WaitAsync(DrainTime, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _closing.CancelAsync();
        await Task.WhenAll(_running).WaitAsync(TimeSpan.FromSeconds(1), CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public IEndpointListener CreateListener(IEndpointDefinition endpointDefinition) => _listeners[endpointDefinition];

    public void Dispose()
    {
        _stopping.Dispose();
        _closing.Dispose();
    }

    private static Socket Listen(string address, int port, string setting)
    {
        var ip = address.Length > 0 ? IPAddress.Parse(address) : Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any;
        var socket = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (ip.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;
            socket.Bind(new IPEndPoint(ip, port));
            socket.Listen(512);
            return socket;
        }
        catch (SocketException fault)
        {
            socket.Dispose();
            var reason = fault.SocketErrorCode == SocketError.AddressAlreadyInUse ? "is taken by another program" : $"cannot be opened ({fault.Message})";
            throw new OptionsValidationException(SmtpDoorOptions.Section, typeof(SmtpDoorOptions), [$"{SmtpDoorOptions.Section}__{setting}: port {port} {reason}."]);
        }
    }

    // The pipe has the certificate; the library only asks whether there is one.
    private sealed class OwnCertificate : ICertificateFactory
    {
        public System.Security.Cryptography.X509Certificates.X509Certificate? GetServerCertificate(ISessionContext sessionContext) => null;
    }

    private static partial class Log
    {
        [LoggerMessage(9201, LogLevel.Information, "The SMTP door listens on port {Port} ({Security})")]
        public static partial void Listening(ILogger logger, int port, string security);

        [LoggerMessage(9209, LogLevel.Debug, "A session of the SMTP door ended: {Fault}: {Message}")]
        public static partial void SessionFaulted(ILogger logger, string fault, string message);
    }
}
