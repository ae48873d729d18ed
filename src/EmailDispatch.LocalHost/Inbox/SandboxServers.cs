using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using EmailDispatch.LocalHost.Runtime.Settings;
using EmailDispatch.Sandbox;
using EmailDispatch.Settings;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace EmailDispatch.LocalHost.Inbox;

/// <summary>The sandbox servers of the local host, started and stopped with it; they share one inbox.</summary>
public sealed partial class SandboxServers(
    IOptions<SandboxSettings> settings, SandboxInbox inbox, TimeProvider time, ILogger<SandboxServers> logger) : IHostedService, IAsyncDisposable
{
    private readonly List<SandboxServer> _running = [];
    private X509Certificate2? _certificate;

    /// <summary>The running servers: plain, starttls, implicit-tls, refuse-421, auth-refused, silent and closed.</summary>
    public IReadOnlyList<SandboxServer> Running => _running;

    /// <exception cref="KeyNotFoundException">The server is not running.</exception>
    public SandboxServer this[string name] =>
        _running.Find(server => server.Options.Name == name) ?? throw new KeyNotFoundException($"No sandbox server '{name}' is running.");

    /// <exception cref="StartupFault">A port cannot be opened; the message names its setting. No server is left running.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _certificate = SandboxCertificate.Create(time);
        foreach (var (setting, options) in Plan(settings.Value))
        {
            if (options.Port < 0)
                continue;
            try
            {
                _running.Add(await SandboxServer.StartAsync(options, cancellationToken));
            }
            catch (SocketException e)
            {
                await DisposeAsync();
                var reason = e.SocketErrorCode == SocketError.AddressAlreadyInUse ? "is taken by another program" : $"cannot be opened ({e.Message})";
                throw new StartupFault(
                    $"Port {options.Port} of the sandbox ({options.Name}) {reason}; set Sandbox:{setting} to another port, or to 0 for any free one.", e);
            }
        }

        foreach (var server in _running)
            LogListening(logger, server.Options.Name, server.Port);
    }

    public Task StopAsync(CancellationToken cancellationToken) => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_running.Select(server => server.DisposeAsync().AsTask()));
        _certificate?.Dispose();
    }

    private IEnumerable<(string Setting, SandboxServerOptions Options)> Plan(SandboxSettings chosen)
    {
        var common = new SandboxServerOptions
        {
            Inbox = inbox,
            Certificate = _certificate,
            Time = time,
            Logger = logger,
            MaxMessageBytes = chosen.MaxMessageBytes,
            Credentials = chosen.User is null ? [] : [new SmtpCredential(chosen.User, chosen.Password ?? "")],
            Faults = new FaultSettings { SlowReply = chosen.SlowReply, GreylistPeriod = chosen.GreylistPeriod },
        };
        return
        [
            (nameof(chosen.PlainPort), common with { Name = "plain", Port = chosen.PlainPort }),
            (nameof(chosen.StartTlsPort), common with { Name = "starttls", Port = chosen.StartTlsPort, Security = SmtpSecurity.StartTls }),
            (nameof(chosen.ImplicitTlsPort), common with { Name = "implicit-tls", Port = chosen.ImplicitTlsPort, Security = SmtpSecurity.ImplicitTls }),
            (nameof(chosen.Refuse421Port), common with { Name = "refuse-421", Port = chosen.Refuse421Port, Behaviour = SandboxBehaviour.Refuse421 }),
            (nameof(chosen.AuthRefusedPort), common with { Name = "auth-refused", Port = chosen.AuthRefusedPort, Behaviour = SandboxBehaviour.AuthRefused }),
            (nameof(chosen.SilentPort), common with { Name = "silent", Port = chosen.SilentPort, Behaviour = SandboxBehaviour.Silent }),
            (nameof(chosen.ClosedPort), common with { Name = "closed", Port = chosen.ClosedPort, Behaviour = SandboxBehaviour.Closed }),
        ];
    }

    [LoggerMessage(EventId = 4102, Level = LogLevel.Information, Message = "Sandbox {Server} on 127.0.0.1:{Port}.")]
    private static partial void LogListening(ILogger logger, string server, int port);
}

public static class SandboxServices
{
    /// <summary>Registers <see cref="SandboxInbox"/> and <see cref="SandboxServers"/>, configured by the settings <c>Sandbox:*</c>.</summary>
    public static IServiceCollection AddSandbox(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<SandboxSettings>(configuration, SandboxSettings.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider =>
        {
            var settings = provider.GetRequiredService<IOptions<SandboxSettings>>().Value;
            return new SandboxInbox(settings.InboxMessages, settings.InboxMegabytes * 1024L * 1024);
        });
        services.TryAddSingleton<SandboxServers>();
        services.TryAddSingleton<SendingProvider>();
        services.AddHostedService(provider => provider.GetRequiredService<SandboxServers>());
        return services;
    }
}
