using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using EmailDispatch.ConnectionTesting;
using EmailDispatch.Providers;
using EmailDispatch.Providers.State;
using EmailDispatch.Sandbox;
using EmailDispatch.Suppressions;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Tests.ConnectionTesting;

public sealed class ProviderTestTests
{
    private static readonly SandboxServerOptions PlainAuth = new() { Mechanisms = AuthMechanisms.Plain };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_stage_of_a_good_server_is_told_in_its_words()
    {
        using var certificate = SandboxCertificate.Create(TimeProvider.System, ProviderTestBench.Host);
        await using var server = await StartAsync(new() { Security = SmtpSecurity.StartTls, Certificate = certificate, Mechanisms = AuthMechanisms.Plain });
        server.On("AUTH", "235 2.7.0 welcome");
        using var bench = new ProviderTestBench(
            server.Port, [.. ProviderTestBench.Login, ("Security", "StartTls"), ("CertificatePin", certificate.GetCertHashString(HashAlgorithmName.SHA256))]);

        var report = await bench.RunAsync();

        Assert.Equal((true, "SMTP connection successful", null), (report.Succeeded, report.Message, report.Hint));
        Assert.Equal(["Dns Ok", "Connect Ok", "Tls Ok", "Auth Ok", "MailFrom Ok"], report.Stages.Select(s => $"{s.Stage} {s.Status}"));
        Assert.Equal("127.0.0.1", report.Stages[0].Detail);
        Assert.Equal($"127.0.0.1:{server.Port}: 220 mx.example.test ESMTP", report.Stages[1].Detail);
        Assert.Matches(@"^Tls1[23], CN=smtp\.example\.test, valid until \d{4}-\d\d-\d\d$", report.Stages[2].Detail);
        Assert.Equal("235 2.7.0 welcome", report.Stages[3].Detail);
        Assert.Equal("250 2.1.0 sender ok", report.Stages[4].Detail);
        Assert.Equal(["MAIL FROM:<user@example.com>", "RSET", "QUIT"], server.Commands.Where(c => !c.StartsWith("AUTH", StringComparison.Ordinal)).SkipWhile(c => c == "STARTTLS"));
    }

    [Fact]
    public async Task Implicit_tls_greets_after_the_handshake()
    {
        using var certificate = SandboxCertificate.Create(TimeProvider.System, ProviderTestBench.Host);
        await using var server = await StartAsync(new() { Security = SmtpSecurity.ImplicitTls, Certificate = certificate });
        using var bench = new ProviderTestBench(
            server.Port, ("Security", "SslOnConnect"), ("CertificatePin", certificate.GetCertHashString(HashAlgorithmName.SHA256)));

        var report = await bench.RunAsync();

        Assert.True(report.Succeeded);
        Assert.EndsWith("220 mx.example.test ESMTP", report.Stages[1].Detail, StringComparison.Ordinal);
        Assert.StartsWith("Tls1", report.Stages[2].Detail, StringComparison.Ordinal);
        Assert.Equal(ConnectionStageStatus.Skipped, report.Stages[3].Status);
    }

    [Fact]
    public async Task Message_is_sent_where_a_recipient_is_named()
    {
        await using var server = await StartAsync();
        using var bench = new ProviderTestBench(server.Port);

        var report = await bench.RunAsync("""{"to":"ops@example.org","from":"Tester <tester@example.com>"}""");

        Assert.Equal((ConnectionStage.Send, "250 2.0.0 queued as 4711"), (report.Stages[^1].Stage, report.Stages[^1].Detail));
        Assert.Contains("RCPT TO:<ops@example.org>", server.Commands);
        Assert.Contains("From: Tester <tester@example.com>", server.Inbox.After()[0].ContentText, StringComparison.Ordinal);
        Assert.Equal("QUIT", server.Commands[^1]);
    }

    [Fact]
    public async Task Message_to_a_suppressed_address_is_refused_before_the_server_is_asked()
    {
        await using var server = await StartAsync();
        using var bench = new ProviderTestBench(server.Port);
        await bench.Suppressions.AddAsync(new Suppression("default", "ops@example.org", SuppressionReason.Bounce, DateTimeOffset.UnixEpoch), Cancellation);

        var result = await bench.AskAsync("""{"to":"Ops@example.org"}""");

        Assert.Null(result.Report);
        Assert.Equal(new("to", "is on the do-not-send list; remove it there, or use another address"), Assert.Single(result.Errors));
        Assert.Empty(server.Commands);
    }

    [Fact]
    public async Task Message_counts_in_the_quota_and_is_refused_when_it_is_used_up()
    {
        await using var server = await StartAsync();
        using var bench = new ProviderTestBench(server.Port, ("PerDay", "1"));

        Assert.True((await bench.RunAsync()).Succeeded);
        Assert.True((await bench.RunAsync("""{"to":"ops@example.org"}""")).Succeeded);
        var refused = await bench.AskAsync("""{"to":"ops@example.org"}""");

        var error = Assert.Single(refused.Errors);
        Assert.Equal("to", error.Field);
        Assert.Matches("^gets no message now: mail has used up its limit per day until [0-9-]{10} 00:00:00 UTC; without to", error.Message);
        Assert.Single(server.Inbox.After());
        Assert.True((await bench.RunAsync()).Succeeded);
        Assert.Equal(0, Assert.Single((await bench.ReadAsync(Cancellation)).Quotas).Left);
    }

    [Fact]
    public async Task Message_that_was_not_offered_takes_no_quota()
    {
        await using var server = await StartAsync();
        server.On("MAIL", "550 5.7.1 no", "250 2.1.0 ok");
        using var bench = new ProviderTestBench(server.Port, ("PerDay", "1"));

        Assert.False((await bench.RunAsync("""{"to":"ops@example.org"}""")).Succeeded);

        Assert.True((await bench.RunAsync("""{"to":"ops@example.org"}""")).Succeeded);
    }

    [Fact]
    public async Task Message_is_signed_as_other_emails_are()
    {
        await using var server = await StartAsync();
        using var bench = new ProviderTestBench(server.Port);
        var domain = await bench.Signing.AddAsync("example.com");

        await bench.RunAsync("""{"to":"ops@example.org"}""");

        Assert.Contains($"s={domain.Keys[0].Selector}", server.Inbox.After()[0].ContentText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sender_of_another_domain_is_rewritten_as_for_other_emails()
    {
        await using var server = await StartAsync();
        using var bench = new ProviderTestBench(server.Port, ("RewriteFrom", "true"), ("DefaultFromAddress", "mail@example.com"), ("Headers:X-Pool", "one"));

        var report = await bench.RunAsync("""{"to":"ops@example.org","from":"Ann <ann@other.test>"}""");

        Assert.Equal("mail@example.com", report.Sender?.Address);
        Assert.Contains("MAIL FROM:<mail@example.com>", server.Commands);
        Assert.Contains("From: Ann <mail@example.com>", server.Inbox.After()[0].ContentText, StringComparison.Ordinal);
        Assert.Contains("X-Pool: one", server.Inbox.After()[0].ContentText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AUTH", "535 5.7.3 Authentication unsuccessful", ConnectionStage.Auth, "credentials_refused")]
    [InlineData("AUTH", "535 5.7.8 Username and Password not accepted.", ConnectionStage.Auth, "google_credentials")]
    [InlineData("AUTH", "535-5.7.8 Username and Password not accepted. For more\r\n535 5.7.8 information, go to example.test", ConnectionStage.Auth, "google_credentials")]
    [InlineData("AUTH", "534 5.7.9 Application-specific password required.", ConnectionStage.Auth, "app_password_required")]
    [InlineData("AUTH", "451 Authentication failed: Maximum credits exceeded", ConnectionStage.Auth, "credits_used_up")]
    [InlineData("MAIL", "530 5.7.0 Must issue a STARTTLS command first.", ConnectionStage.MailFrom, "starttls_required")]
    [InlineData("MAIL", "530 Authentication required", ConnectionStage.MailFrom, "login_required")]
    [InlineData("MAIL", "502 5.7.0 Please authenticate first", ConnectionStage.MailFrom, "login_required")]
    [InlineData("MAIL", "450 Sender address rejected: Domain not found", ConnectionStage.MailFrom, "sender_not_allowed")]
    [InlineData("RCPT", "550 5.7.1 Relaying denied", ConnectionStage.Send, "relay_denied")]
    [InlineData(".", "554 Message rejected: Email address is not verified.", ConnectionStage.Send, "sender_not_allowed")]
    [InlineData(".", "421 Domain mg.example.com is not allowed to send: Sandbox subdomains are for test purposes only.", ConnectionStage.Send, "provider_sandbox")]
    [InlineData(".", "550 5.4.5 Daily user sending limit exceeded", ConnectionStage.Send, "quota_used_up")]
    public async Task Refusal_is_told_in_the_servers_words_and_explained(string command, string reply, ConnectionStage stage, string hint)
    {
        await using var server = await StartAsync(PlainAuth);
        server.On("AUTH", "235 2.7.0 welcome");
        server.On(command, reply);
        using var bench = new ProviderTestBench(server.Port, ProviderTestBench.Login);

        var report = await bench.RunAsync("""{"to":"ops@example.org"}""");

        AssertFailed(report, stage, hint);
        Assert.StartsWith($"{reply[..3]} {reply.Split("\r\n")[0][4..]}", report.Message, StringComparison.Ordinal);
        Assert.All(report.Stages.SkipWhile(s => s.Stage <= stage), s => Assert.Equal(ConnectionStageStatus.Skipped, s.Status));
        await server.WaitUntilAsync(s => s.OpenConnections == 0, cancellationToken: Cancellation);
    }

    [Fact]
    public async Task Sender_refused_for_the_message_is_told_and_not_the_recipient_refused_with_it()
    {
        await using var server = await StartAsync();
        server.On("MAIL", "250 2.1.0 sender ok", "550 5.7.1 Sender address not verified");
        server.On("RCPT", "503 5.5.1 MAIL first");
        using var bench = new ProviderTestBench(server.Port);

        var report = await bench.RunAsync("""{"to":"ops@example.org"}""");

        AssertFailed(report, ConnectionStage.Send, "sender_not_allowed");
        Assert.Equal("550 5.7.1 Sender address not verified", report.Message);
    }

    [Theory]
    [InlineData(true, ProviderTestBench.Host, "certificate_expired", "it expired on ")]
    [InlineData(false, ProviderTestBench.Host, "certificate_untrusted", "it is self-signed")]
    [InlineData(false, "other.example.test", "certificate_host_mismatch", "it is for other.example.test, not for smtp.example.test")]
    public async Task Certificate_is_told_apart(bool expired, string name, string hint, string words)
    {
        foreach (var implicitTls in new[] { true, false })
        {
            using var certificate = SandboxCertificate.Create(TimeProvider.System, name, expired);
            await using var server = await StartAsync(new() { Security = implicitTls ? SmtpSecurity.ImplicitTls : SmtpSecurity.StartTls, Certificate = certificate });
            using var bench = new ProviderTestBench(server.Port, ("Security", implicitTls ? "SslOnConnect" : "StartTls"), ("ConnectTimeout", "00:00:10"));

            var report = await bench.RunAsync();

            AssertFailed(report, ConnectionStage.Tls, hint);
            Assert.Contains(words, report.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Certificate_other_than_the_pinned_one_is_untrusted()
    {
        using var certificate = SandboxCertificate.Create(TimeProvider.System, ProviderTestBench.Host);
        await using var server = await StartAsync(new() { Security = SmtpSecurity.ImplicitTls, Certificate = certificate });
        using var bench = new ProviderTestBench(server.Port, ("Security", "SslOnConnect"), ("CertificatePin", new string('a', 64)));

        AssertFailed(await bench.RunAsync(), ConnectionStage.Tls, "certificate_untrusted");
    }

    [Fact]
    public async Task Plain_greeting_in_place_of_tls_is_a_mode_mixed_up()
    {
        await using var server = await StartAsync(new() { Security = SmtpSecurity.StartTls });
        using var bench = new ProviderTestBench(server.Port, ("Security", "SslOnConnect"));

        var report = await bench.RunAsync();

        AssertFailed(report, ConnectionStage.Tls, "implicit_tls_on_starttls_port");
        Assert.Equal("Instead of a TLS handshake the server sent: 220 mx.example.test ESMTP", report.Message);
    }

    [Theory]
    [InlineData("StartTls")]
    [InlineData("None")]
    public async Task Silence_of_a_server_that_waits_for_tls_is_a_mode_mixed_up(string security)
    {
        using var certificate = SandboxCertificate.Create(TimeProvider.System);
        await using var server = await StartAsync(new() { Security = SmtpSecurity.ImplicitTls, Certificate = certificate });
        using var bench = new ProviderTestBench(server.Port, ("Security", security));

        AssertFailed(await bench.RunAsync(), ConnectionStage.Connect, "starttls_on_implicit_tls_port");
    }

    [Fact]
    public async Task Starttls_that_is_not_offered_fails_tls()
    {
        await using var server = await StartAsync(new() { Extensions = SmtpExtensions.Size });
        using var bench = new ProviderTestBench(server.Port, ("Security", "StartTls"));

        AssertFailed(await bench.RunAsync(), ConnectionStage.Tls, "starttls_not_offered");
    }

    [Fact]
    public async Task Alert_about_the_protocol_version_is_explained()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = AnswerAsync(listener, connections: 2, [21, 3, 1, 0, 2, 2, 70]);
        using var bench = new ProviderTestBench(((IPEndPoint)listener.LocalEndpoint).Port, ("Security", "SslOnConnect"));

        var report = await bench.RunAsync();

        AssertFailed(report, ConnectionStage.Tls, "tls_version");
        Assert.True(await serving, "The client did not close its connections.");
    }

    [Fact]
    public async Task Closed_port_is_refused()
    {
        await using var server = await StartAsync(new() { Behaviour = SandboxBehaviour.Closed });
        using var bench = new ProviderTestBench(server.Port);

        AssertFailed(await bench.RunAsync(), ConnectionStage.Connect, "connection_refused");
    }

    [Fact]
    public async Task Silent_server_times_out()
    {
        await using var server = await StartAsync(new() { Behaviour = SandboxBehaviour.Silent });
        using var bench = new ProviderTestBench(server.Port);

        var report = await bench.RunAsync();

        AssertFailed(report, ConnectionStage.Connect, "timeout");
        Assert.Equal("No answer within 0.8 s.", report.Message);
    }

    [Fact]
    public async Task Name_without_an_address_fails_dns()
    {
        using var bench = new ProviderTestBench(25, ("Host", "nowhere.example.test"));

        var report = await bench.RunAsync();

        AssertFailed(report, ConnectionStage.Dns, "host_not_found");
        Assert.All(report.Stages.Skip(1), s => Assert.Equal(ConnectionStageStatus.Skipped, s.Status));
    }

    [Fact]
    public async Task Missing_secret_fails_the_login_alone()
    {
        await using var server = await StartAsync(PlainAuth);
        using var bench = new ProviderTestBench(server.Port, ProviderTestBench.Login);
        bench.Secrets.Clear();

        AssertFailed(await bench.RunAsync(), ConnectionStage.Auth, "secret_missing");
    }

    [Fact]
    public async Task Login_that_is_not_offered_is_explained()
    {
        await using var server = await StartAsync(new() { Extensions = SmtpExtensions.Size });
        using var bench = new ProviderTestBench(server.Port, ProviderTestBench.Login);

        AssertFailed(await bench.RunAsync(), ConnectionStage.Auth, "authentication_not_offered");
    }

    [Fact]
    public async Task Refused_password_is_read_again_and_the_new_one_tried()
    {
        await using var server = await StartAsync(PlainAuth);
        server.On("AUTH", "535 5.7.8 no", "235 2.7.0 welcome");
        using var bench = new ProviderTestBench(server.Port, ProviderTestBench.Login);
        bench.Secrets.Enqueue("fake-password-2");

        var report = await bench.RunAsync();

        Assert.True(report.Succeeded);
        Assert.Equal(2, server.Commands.Count(line => line.StartsWith("AUTH", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Password_refused_again_is_not_tried_again()
    {
        await using var server = await StartAsync(PlainAuth);
        server.On("AUTH", "535 5.7.8 no");
        using var bench = new ProviderTestBench(server.Port, ProviderTestBench.Login);

        AssertFailed(await bench.RunAsync(), ConnectionStage.Auth, "credentials_refused");

        Assert.Single(server.Commands, line => line.StartsWith("AUTH", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("535 5.7.8 no such password: fake-password-1")]
    [InlineData("535 5.7.8 not understood: AHVzZXJAZXhhbXBsZS5jb20AZmFrZS1wYXNzd29yZC0x")]
    public async Task Password_quoted_by_the_server_is_concealed(string reply)
    {
        await using var server = await StartAsync(PlainAuth);
        server.On("AUTH", reply);
        using var bench = new ProviderTestBench(server.Port, ProviderTestBench.Login);

        var report = await bench.RunAsync();

        AssertFailed(report, ConnectionStage.Auth, "credentials_refused");
        Assert.EndsWith(": ********", report.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_submission_ports_that_answer_are_named_when_the_configured_one_does_not()
    {
        using var certificate = SandboxCertificate.Create(TimeProvider.System, ProviderTestBench.Host);
        await using var closed = await StartAsync(new() { Behaviour = SandboxBehaviour.Closed });
        await using var silent = await StartAsync(new() { Behaviour = SandboxBehaviour.Silent });
        await using var plain = await StartAsync();
        await using var tls = await StartAsync(new() { Security = SmtpSecurity.ImplicitTls, Certificate = certificate });
        (int, ProviderSecurity)[] ports = [(plain.Port, ProviderSecurity.StartTls), (tls.Port, ProviderSecurity.SslOnConnect), (closed.Port, ProviderSecurity.StartTls)];
        using var refused = new ProviderTestBench(ports, closed.Port);
        using var unanswered = new ProviderTestBench(ports[2..], silent.Port);

        var first = await refused.RunAsync();
        var second = await unanswered.RunAsync();

        AssertFailed(first, ConnectionStage.Connect, "connection_refused");
        Assert.EndsWith($" On this host, port {plain.Port} (StartTls) and {tls.Port} (SslOnConnect) answers.", first.Message, StringComparison.Ordinal);
        AssertFailed(second, ConnectionStage.Connect, "timeout");
        Assert.Equal($"No answer within 0.8 s. Ports {closed.Port} do not answer either.", second.Message);
    }

    [Theory]
    [InlineData(FailureWeight.Unreachable, "{}", true)]
    [InlineData(FailureWeight.OpensLong, "{}", true)]
    [InlineData(FailureWeight.CoolsUntil, "{}", false)]
    [InlineData(FailureWeight.CoolsUntil, """{"to":"ops@example.org"}""", true)]
    public async Task Passed_test_ends_a_pause_that_it_disproves(FailureWeight weight, string body, bool ends)
    {
        await using var server = await StartAsync();
        using var bench = new ProviderTestBench(server.Port);
        await PauseAsync(bench, weight);

        var report = await bench.RunAsync(body);

        Assert.Equal((true, ends), (report.Succeeded, report.HasResumed));
        Assert.Equal(ends, (await bench.NewHealth().TryEnterAsync("mail", Cancellation)).IsAdmitted);
    }

    [Fact]
    public async Task Failed_test_leaves_a_pause_and_is_kept_with_its_stage()
    {
        await using var server = await StartAsync(PlainAuth);
        server.On("AUTH", "535 5.7.8 no");
        using var bench = new ProviderTestBench(server.Port, ProviderTestBench.Login);
        await PauseAsync(bench, FailureWeight.OpensLong);

        var report = await bench.RunAsync();

        var snapshot = await bench.ReadAsync(Cancellation);
        Assert.False(report.HasResumed);
        Assert.Equal(BreakerState.Open, snapshot.State);
        Assert.Equal((false, "auth", "535 5.7.8 no"), (snapshot.LastTest!.Succeeded, snapshot.LastTest.Stage, snapshot.LastTest.Message));
    }

    [Fact]
    public async Task Daily_test_goes_up_to_the_sender_and_logs_what_to_do()
    {
        await using var server = await StartAsync(PlainAuth);
        server.On("AUTH", "235 2.7.0 welcome", "534 5.7.9 Application-specific password required.");
        using var bench = new ProviderTestBench(server.Port, ProviderTestBench.Login);

        await bench.SelfTest.RunAsync(Cancellation);
        var first = await bench.ReadAsync(Cancellation);
        await bench.SelfTest.RunAsync(Cancellation);
        var second = await bench.ReadAsync(Cancellation);

        Assert.Equal((true, false), (first.LastTest!.Succeeded, second.LastTest!.Succeeded));
        Assert.Equal([LogLevel.Information, LogLevel.Error], bench.SelfTestLog.Entries.Select(entry => entry.Level));
        Assert.StartsWith("Provider mail failed its daily test at auth: 534 5.7.9 Application-specific password required. ", bench.SelfTestLog.Entries[1].Text, StringComparison.Ordinal);
        Assert.Single(server.Commands, "MAIL FROM:<user@example.com>");
        Assert.DoesNotContain(server.Commands, line => line.StartsWith("RCPT", StringComparison.Ordinal) || line == "DATA");
    }

    [Fact]
    public async Task No_connection_is_left_open()
    {
        await using var server = await StartAsync(new() { Credentials = [new SmtpCredential("user@example.com", ProviderTestBench.Password)] });
        using var bench = new ProviderTestBench(server.Port, ProviderTestBench.Login);
        using var mixedUp = new ProviderTestBench(server.Port, ("Security", "SslOnConnect"));

        Assert.True((await bench.RunAsync()).Succeeded);
        Assert.True((await bench.RunAsync("""{"to":"ops@example.org"}""")).Succeeded);
        Assert.False((await bench.RunAsync("""{"to":"bounce@example.org"}""")).Succeeded);
        Assert.False((await mixedUp.RunAsync()).Succeeded);

        Assert.Equal(5, server.OpenedConnections);
        await server.WaitUntilAsync(s => s.OpenConnections == 0, cancellationToken: Cancellation);
        Assert.Equal(1, server.Inbox.Count);
    }

    private static async Task<SandboxServer> StartAsync(SandboxServerOptions? options = null)
    {
        var server = await SandboxServer.StartAsync(options, Cancellation);
        if (server.Behaviour == SandboxBehaviour.Accept)
            server.On("", "220 mx.example.test ESMTP");
        server.On("MAIL", "250 2.1.0 sender ok");
        server.On(".", "250 2.0.0 queued as 4711");
        return server;
    }

    private static async Task PauseAsync(ProviderTestBench bench, FailureWeight weight)
    {
        var admission = await bench.Health.TryEnterAsync("mail", Cancellation);
        await bench.Health.ReportFailureAsync(admission, new ProviderFailure(weight, "test") { Until = TimeProvider.System.GetUtcNow().AddMinutes(30) }, Cancellation);
    }

    private static void AssertFailed(ProviderTestReport report, ConnectionStage stage, string hint)
    {
        Assert.False(report.Succeeded);
        Assert.Equal(stage, report.Stages.Single(s => s.Status == ConnectionStageStatus.Failed).Stage);
        Assert.True(report.Hint?.Code == hint, $"{report.Hint?.Code} instead of {hint}: {report.Message}");
        Assert.DoesNotContain(ProviderTestBench.Password, report.ToString() + string.Concat(report.Stages), StringComparison.Ordinal);
    }

    // Answers the first bytes of each connection, and sees each end.
    private static async Task<bool> AnswerAsync(TcpListener listener, int connections, byte[] answer)
    {
        for (var i = 0; i < connections; i++)
        {
            using var client = await listener.AcceptSocketAsync(Cancellation);
            var buffer = new byte[4096];
            var answered = false;
            try
            {
                while (await client.ReceiveAsync(buffer, Cancellation) > 0)
                {
                    if (!answered)
                        await client.SendAsync(answer, Cancellation);
                    answered = true;
                }
            }
            catch (SocketException)
            {
                // Reset instead of closed: gone as well.
            }
        }

        return true;
    }
}
