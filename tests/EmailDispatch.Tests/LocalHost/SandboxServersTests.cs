using System.Net;
using System.Net.Sockets;
using EmailDispatch.LocalHost.Inbox;
using EmailDispatch.LocalHost.Runtime.Settings;
using EmailDispatch.Sandbox;
using EmailDispatch.Tests.Sandbox;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Tests.LocalHost;

public sealed class SandboxServersTests
{
    private static readonly string[] PortSettings =
        ["PlainPort", "StartTlsPort", "ImplicitTlsPort", "Refuse421Port", "AuthRefusedPort", "SilentPort", "ClosedPort"];

    [Fact]
    public async Task Servers_start_on_their_ports_and_share_one_inbox()
    {
        await using var services = Build();
        var servers = services.GetRequiredService<SandboxServers>();

        await servers.StartAsync(CancellationToken.None);
        foreach (var name in (string[])["plain", "starttls", "implicit-tls"])
        {
            await using var client = await RawSmtpClient.GreetedAsync(servers[name]);
            await client.AskAllAsync("MAIL FROM:<a@x.test>", "RCPT TO:<b@x.test>", "DATA", "Hi\r\n.");
        }

        Assert.Equal(
            ["plain", "starttls", "implicit-tls", "refuse-421", "auth-refused", "silent", "closed"],
            servers.Running.Select(server => server.Options.Name));
        Assert.Equal(
            ["implicit-tls", "starttls", "plain"],
            services.GetRequiredService<SandboxInbox>().After().Select(email => email.Server));
        await Assert.ThrowsAsync<SocketException>(() => RawSmtpClient.ConnectAsync(servers["closed"]));
        await servers.StopAsync(CancellationToken.None);
        await Assert.ThrowsAsync<SocketException>(() => RawSmtpClient.ConnectAsync(servers["plain"]));
    }

    [Fact]
    public async Task Taken_port_is_told_in_one_line_that_names_the_setting()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        await using var services = Build(("ImplicitTlsPort", $"{port}"));
        var servers = services.GetRequiredService<SandboxServers>();

        var fault = await Assert.ThrowsAsync<StartupFault>(() => servers.StartAsync(CancellationToken.None));

        Assert.Equal(
            $"Port {port} of the sandbox (implicit-tls) is taken by another program; set Sandbox:ImplicitTlsPort to another port, or to 0 for any free one.",
            fault.Message);
        Assert.All(servers.Running, server => Assert.Throws<ObjectDisposedException>(() => server.Behaviour = SandboxBehaviour.Silent));
    }

    [Fact]
    public async Task Server_with_port_minus_one_is_left_out()
    {
        await using var services = Build(("SilentPort", "-1"), ("ClosedPort", "-1"));
        var servers = services.GetRequiredService<SandboxServers>();

        await servers.StartAsync(CancellationToken.None);

        Assert.Equal(5, servers.Running.Count);
        Assert.Throws<KeyNotFoundException>(() => servers["silent"]);
    }

    [Fact]
    public async Task Settings_that_cannot_be_are_refused()
    {
        await using var services = Build(("PlainPort", "70000"), ("InboxMessages", "0"));

        var refused = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<SandboxSettings>>().Value);

        Assert.Equal(2, refused.Failures.Count());
    }

    private static ServiceProvider Build(params (string Name, string Value)[] settings)
    {
        var values = PortSettings.ToDictionary(name => $"Sandbox:{name}", string? (_) => "0");
        foreach (var (name, value) in settings)
            values[$"Sandbox:{name}"] = value;
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSandbox(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
        return services.BuildServiceProvider();
    }
}
