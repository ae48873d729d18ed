using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using EmailDispatch.Providers;
using EmailDispatch.Sandbox;
using EmailDispatch.Smtp;
using Microsoft.Extensions.Logging.Abstractions;

namespace EmailDispatch.Tests.Smtp;

public sealed class SmtpConnectorTests
{
    [Fact]
    public async Task Host_is_looked_up_again_after_a_minute_and_not_before()
    {
        var lookups = new ConcurrentQueue<string>();
        await using var sending = await Sending.StartAsync(resolve: (host, _) =>
        {
            lookups.Enqueue(host);
            return Task.FromResult(new[] { IPAddress.Loopback });
        });
        (sending.Provider.Host, sending.Provider.MaxMessagesPerConnection) = ("smtp.example.test", 1);

        await sending.SendAsync();
        await sending.SendAsync();
        Assert.Equal(["smtp.example.test"], lookups);
        sending.Time.Advance(AddressCache.Lifetime);
        await sending.SendAsync();

        Assert.Equal(2, lookups.Count);
        Assert.Equal(3, sending.Server.OpenedConnections);
    }

    [Fact]
    public async Task Every_address_is_tried()
    {
        // Nothing listens on the other loopback addresses.
        await using var sending = await Sending.StartAsync(resolve: (_, _) => Task.FromResult(
            new[] { IPAddress.Parse("127.0.0.77"), IPAddress.IPv6Loopback, IPAddress.Loopback }));
        sending.Provider.Host = "smtp.example.test";

        Assert.True((await sending.SendAsync()).Accepted);
    }

    [Fact]
    public async Task Last_of_many_addresses_is_reached_although_the_others_are_silent()
    {
        await using var server = await SandboxServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        var silent = Enumerable.Range(81, 4).Select(last => IPAddress.Parse($"127.0.0.{last}")).ToArray();
        var backlogs = await Task.WhenAll(silent.Select(address => FullBacklog.StartAsync(TestContext.Current.CancellationToken, new IPEndPoint(address, server.Port))));
        var addresses = new AddressCache((_, _) => Task.FromResult<IPAddress[]>([.. silent, IPAddress.Loopback]), TimeProvider.System);
        var provider = new ProviderOptions
        {
            Name = "sandbox",
            Host = "smtp.example.test",
            Port = server.Port,
            Security = ProviderSecurity.None,
            ConnectTimeout = TimeSpan.FromSeconds(1),
        };

        var connection = await new SmtpConnector(addresses, NullLogger.Instance, TimeProvider.System)
            .OpenAsync(provider, null, pace: null, observer: null, TestContext.Current.CancellationToken);

        Assert.Equal(server.Port, ((IPEndPoint)connection.Link.Remote!).Port);
        await connection.CloseAsync(TimeProvider.System);
        Array.ForEach(backlogs, backlog => backlog.Dispose());
    }

    [Fact]
    public async Task Next_address_is_tried_after_a_quarter_of_a_second_while_the_first_one_is_silent()
    {
        var time = new ManualTime(DateTimeOffset.UnixEpoch.AddYears(50));
        await using var server = await SandboxServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var silent = await FullBacklog.StartAsync(TestContext.Current.CancellationToken, new IPEndPoint(IPAddress.Parse("127.0.0.91"), server.Port));
        var addresses = new AddressCache((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("127.0.0.91"), IPAddress.Loopback]), time);
        var provider = new ProviderOptions { Name = "sandbox", Host = "smtp.example.test", Port = server.Port, Security = ProviderSecurity.None };

        var opening = new SmtpConnector(addresses, NullLogger.Instance, time).OpenAsync(provider, null, pace: null, observer: null, TestContext.Current.CancellationToken);
        await Eventually.GetAsync(() => Task.FromResult(time.Waiting), waiting => waiting == 2, TestContext.Current.CancellationToken);
        var before = server.OpenedConnections;
        time.Advance(TimeSpan.FromMilliseconds(250));
        var connection = await opening;
        await connection.CloseAsync(time);

        Assert.Equal((0, 1), (before, server.OpenedConnections));
    }

    [Theory]
    [InlineData("2001:db8::1 2001:db8::2 2001:db8::3 192.0.2.1 192.0.2.2", "2001:db8::1 192.0.2.1 2001:db8::2 192.0.2.2 2001:db8::3")]
    [InlineData("192.0.2.1 2001:db8::1 192.0.2.2 2001:db8::2", "192.0.2.1 2001:db8::1 192.0.2.2 2001:db8::2")]
    [InlineData("192.0.2.1 192.0.2.2 192.0.2.3 2001:db8::1", "192.0.2.1 2001:db8::1 192.0.2.2 192.0.2.3")]
    [InlineData("192.0.2.2 192.0.2.1", "192.0.2.2 192.0.2.1")]
    public void Address_families_take_turns(string found, string tried) =>
        Assert.Equal(tried, string.Join(' ', SmtpConnector.Alternate([.. found.Split(' ').Select(IPAddress.Parse)])));

    [Fact]
    public async Task Addresses_that_do_not_connect_are_looked_up_again_at_once()
    {
        var answers = new Queue<IPAddress>([IPAddress.Parse("127.0.0.77"), IPAddress.Loopback]);
        await using var sending = await Sending.StartAsync(resolve: (_, _) => Task.FromResult(new[] { answers.Dequeue() }));
        sending.Provider.Host = "smtp.example.test";

        var first = await sending.SendAsync();
        var second = await sending.SendAsync();

        Assert.Equal((SmtpPhase.Connect, 0), (first.Phase, first.Reply.Code));
        Assert.True(second.Accepted);
    }

    [Fact]
    public async Task Unknown_host_fails_in_dns()
    {
        await using var sending = await Sending.StartAsync(resolve: (_, _) => Task.FromResult(Array.Empty<IPAddress>()));
        sending.Provider.Host = "smtp.example.test";

        var result = await sending.SendAsync();

        Assert.Equal((SmtpPhase.Dns, 0, FaultKind.NameNotFound, false), (result.Phase, result.Reply.Code, result.Reply.Fault, result.Accepted));
    }

    [Fact]
    public async Task Closed_port_fails_in_connect()
    {
        await using var sending = await Sending.StartAsync(new() { Behaviour = SandboxBehaviour.Closed });

        var result = await sending.SendAsync();

        Assert.Equal((SmtpPhase.Connect, 0, FaultKind.ConnectionRefused), (result.Phase, result.Reply.Code, result.Reply.Fault));
    }

    [Theory]
    [InlineData(SmtpSecurity.Plain)]
    [InlineData(SmtpSecurity.ImplicitTls)]
    public async Task Silent_server_fails_at_the_connect_timeout(SmtpSecurity security)
    {
        await using var sending = await Sending.StartAsync(new() { Behaviour = SandboxBehaviour.Silent, Security = security }, realTime: true);
        sending.Provider.ConnectTimeout = TimeSpan.FromMilliseconds(200);

        var result = await sending.SendAsync();

        Assert.Equal((SmtpPhase.Greeting, FaultKind.Timeout, "No answer within 0.2 s."), (result.Phase, result.Reply.Fault, result.Reply.Text));
    }

    [Fact]
    public async Task Greeting_421_is_the_reply()
    {
        await using var sending = await Sending.StartAsync(new() { Behaviour = SandboxBehaviour.Refuse421 });

        var result = await sending.SendAsync();

        Assert.Equal((SmtpPhase.Greeting, 421), (result.Phase, result.Reply.Code));
    }

    [Fact]
    public async Task Host_that_stops_interrupts_connecting()
    {
        await using var sending = await Sending.StartAsync(new() { Behaviour = SandboxBehaviour.Silent });
        using var stopping = new CancellationTokenSource();

        var send = sending.SendAsync("Hi", [], stopping.Token);
        await sending.Server.WaitUntilAsync(s => s.OpenedConnections == 1);
        await stopping.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => send);
    }

    [Fact]
    public async Task StartTls_that_is_not_offered_is_refused_before_the_login()
    {
        await using var sending = await Sending.StartAsync(new() { Credentials = [new("user", "sesame")] });
        sending.LogInWith("sesame");
        sending.Provider.Security = ProviderSecurity.StartTls;

        var result = await sending.SendAsync();

        Assert.Equal((SmtpPhase.Greeting, 0, FaultKind.StartTlsNotOffered), (result.Phase, result.Reply.Code, result.Reply.Fault));
        Assert.Contains("STARTTLS", result.Reply.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("AUTH", sending.Commands(1));
    }

    [Fact]
    public async Task Untrusted_certificate_is_refused()
    {
        await using var sending = await Sending.StartAsync(new() { Security = SmtpSecurity.ImplicitTls });
        sending.Provider.TlsVerify = true;

        var result = await sending.SendAsync();

        Assert.Equal((SmtpPhase.Greeting, 0), (result.Phase, result.Reply.Code));
        Assert.Equal(0, sending.Server.Inbox.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Pinned_certificate_is_trusted_and_no_other(bool pinned)
    {
        using var other = SandboxCertificate.Create(TimeProvider.System);
        await using var sending = await Sending.StartAsync(new() { Security = SmtpSecurity.StartTls });
        using var expected = pinned ? sending.Server.Certificate : other;
        var hash = expected.GetCertHashString(HashAlgorithmName.SHA256);
        sending.Provider.TlsVerify = true;
        sending.Provider.CertificatePin = string.Join(':', hash.Chunk(2).Select(pair => new string(pair).ToLowerInvariant()));

        var result = await sending.SendAsync();

        Assert.Equal(pinned, result.Accepted);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_of_several_pins_may_be_of_the_public_key(bool pinned)
    {
        using var other = SandboxCertificate.Create(TimeProvider.System);
        await using var sending = await Sending.StartAsync(new() { Security = SmtpSecurity.StartTls });
        var key = (pinned ? sending.Server.Certificate! : other).PublicKey.ExportSubjectPublicKeyInfo();
        sending.Provider.TlsVerify = true;
        sending.Provider.CertificatePin = $"{other.GetCertHashString(HashAlgorithmName.SHA256)}, spki:{Convert.ToHexStringLower(SHA256.HashData(key))}";

        var result = await sending.SendAsync();

        Assert.Equal(pinned, result.Accepted);
    }
}
