using EmailDispatch.Dispatch;
using EmailDispatch.Emails;
using EmailDispatch.Providers;
using EmailDispatch.Replies;
using EmailDispatch.Sandbox;
using EmailDispatch.Smtp;
using EmailDispatch.Status;
using EmailDispatch.Tests.Domains.Signing;
using EmailDispatch.Tests.Smtp;
using Microsoft.Extensions.Logging.Abstractions;

namespace EmailDispatch.Tests.ConnectionTesting;

/// <summary>The same fault is explained alike in the attempts of an email and in the connection test.</summary>
public sealed class SameHintTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("AUTH", "535 5.7.8 Username and Password not accepted.", "google_credentials")]
    [InlineData("AUTH", "454 4.7.0 Temporary authentication failure", null)]
    [InlineData("MAIL", "550 5.7.1 Sender not verified", "sender_not_allowed")]
    [InlineData("MAIL", "421 4.3.2 Service shutting down", "service_unavailable")]
    [InlineData("RCPT", "550 5.1.1 <ops@example.org>: no such user", "recipient_unknown")]
    [InlineData("RCPT", "450 4.2.0 Greylisted, try again in 5 minutes", "greylisted")]
    [InlineData("RCPT", "452 4.2.2 Mailbox full", "mailbox_full")]
    [InlineData("DATA", "451 4.3.0 Local error in processing", null)]
    [InlineData(".", "554 5.7.1 Message rejected as spam", "spam")]
    [InlineData(".", "550 5.4.5 Daily user sending limit exceeded", "quota_used_up")]
    [InlineData(".", "599 Zweifelhaft", null)]
    public async Task Refusal_has_one_hint(string command, string reply, string? hint)
    {
        await using var server = await SandboxServer.StartAsync(new() { Mechanisms = AuthMechanisms.Plain }, Cancellation);
        server.On("AUTH", "235 2.7.0 welcome");
        server.On(command, reply);
        using var bench = new ProviderTestBench(server.Port, ProviderTestBench.Login);

        await AssertSameAsync(bench, hint);
    }

    [Theory]
    [InlineData(SandboxBehaviour.Closed, "connection_refused")]
    [InlineData(SandboxBehaviour.Silent, "timeout")]
    [InlineData(SandboxBehaviour.Refuse421, "service_unavailable")]
    [InlineData(SandboxBehaviour.AuthRefused, "credentials_refused")]
    public async Task Server_that_does_not_serve_has_one_hint(SandboxBehaviour behaviour, string hint)
    {
        await using var server = await SandboxServer.StartAsync(new() { Behaviour = behaviour, Mechanisms = AuthMechanisms.Plain }, Cancellation);
        using var bench = new ProviderTestBench(server.Port, ProviderTestBench.Login);

        await AssertSameAsync(bench, hint);
    }

    [Theory]
    [InlineData("drop-after-dot@example.org", "outcome_unknown")]
    // A message this short may have left whole, with its final dot.
    [InlineData("drop-in-data@example.org", null)]
    public async Task Lost_session_has_one_hint(string to, string? hint)
    {
        await using var server = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        using var bench = new ProviderTestBench(server.Port);

        await AssertSameAsync(bench, hint, to);
    }

    [Theory]
    [InlineData(true, ProviderTestBench.Host, "certificate_expired")]
    [InlineData(true, "other.example.test", "certificate_host_mismatch")]
    [InlineData(false, ProviderTestBench.Host, "certificate_untrusted")]
    [InlineData(false, "other.example.test", "certificate_host_mismatch")]
    public async Task Certificate_has_one_hint(bool expired, string name, string hint)
    {
        foreach (var implicitTls in new[] { true, false })
        {
            using var certificate = SandboxCertificate.Create(TimeProvider.System, name, expired);
            await using var server = await SandboxServer.StartAsync(new() { Security = implicitTls ? SmtpSecurity.ImplicitTls : SmtpSecurity.StartTls, Certificate = certificate }, Cancellation);
            using var bench = new ProviderTestBench(server.Port, ("Security", implicitTls ? "SslOnConnect" : "StartTls"), ("ConnectTimeout", "00:00:10"));

            await AssertSameAsync(bench, hint);
        }
    }

    [Fact]
    public async Task Certificate_other_than_the_pinned_one_has_one_hint()
    {
        using var certificate = SandboxCertificate.Create(TimeProvider.System, ProviderTestBench.Host);
        await using var server = await SandboxServer.StartAsync(new() { Security = SmtpSecurity.ImplicitTls, Certificate = certificate }, Cancellation);
        using var bench = new ProviderTestBench(server.Port, ("Security", "SslOnConnect"), ("CertificatePin", new string('a', 64)), ("ConnectTimeout", "00:00:10"));

        await AssertSameAsync(bench, "certificate_untrusted");
    }

    [Fact]
    public async Task Settings_that_do_not_fit_the_server_have_one_hint()
    {
        await using var server = await SandboxServer.StartAsync(new() { Extensions = SmtpExtensions.Size }, Cancellation);
        using var tlsAtOnce = new ProviderTestBench(server.Port, ("Security", "SslOnConnect"));
        using var startTls = new ProviderTestBench(server.Port, ("Security", "StartTls"));
        using var login = new ProviderTestBench(server.Port, ProviderTestBench.Login);
        using var noSecret = new ProviderTestBench(server.Port, ProviderTestBench.Login);
        noSecret.Secrets.Clear();
        using var noHost = new ProviderTestBench(server.Port, ("Host", "nowhere.example.test"));

        await AssertSameAsync(tlsAtOnce, "implicit_tls_on_starttls_port");
        await AssertSameAsync(startTls, "starttls_not_offered");
        await AssertSameAsync(login, "authentication_not_offered");
        await AssertSameAsync(noSecret, "secret_missing");
        await AssertSameAsync(noHost, "host_not_found");
    }

    [Theory]
    [InlineData(465, ProviderSecurity.StartTls, SmtpPhase.Greeting, true)]
    [InlineData(2465, ProviderSecurity.None, SmtpPhase.Greeting, true)]
    [InlineData(465, ProviderSecurity.SslOnConnect, SmtpPhase.Greeting, false)]
    [InlineData(587, ProviderSecurity.StartTls, SmtpPhase.Greeting, false)]
    [InlineData(465, ProviderSecurity.StartTls, SmtpPhase.Connect, false)]
    public void Silence_on_a_port_for_tls_from_the_first_byte_is_a_mode_mixed_up(int port, ProviderSecurity security, SmtpPhase phase, bool isMixedUp)
    {
        var provider = new ProviderOptions { Port = port, Security = security };

        Assert.Equal(isMixedUp, SmtpConnector.IsSilentForTls(provider, phase, SmtpReply.None(FaultKind.Timeout, "No answer.")));
        Assert.False(SmtpConnector.IsSilentForTls(provider, phase, SmtpReply.None(FaultKind.ConnectionLost, "Closed.")));
    }

    private static async Task AssertSameAsync(ProviderTestBench bench, string? code, string to = "ops@example.org")
    {
        var test = await bench.RunAsync($$"""{"from":"tester@example.com","to":"{{to}}"}""");
        var story = await SendAsync(bench, to);

        Assert.NotNull(test.Hint);
        Assert.StartsWith(test.Hint.ToString(), story, StringComparison.Ordinal);
        if (code is not null)
            Assert.Equal(code, test.Hint.Code);
    }

    /// <summary>Sends an email as the dispatcher does, and returns the hint of its attempt.</summary>
    private static async Task<string?> SendAsync(ProviderTestBench bench, string to)
    {
        var provider = bench.Catalogue.All[0];
        var email = new Email { From = new EmailAddress("tester@example.com"), To = [new EmailAddress(to)], Subject = "s", Text = "t" };
        var row = new EmailRow
        {
            Id = EmailId.New(TimeProvider.System),
            Tenant = "default",
            Status = EmailStatus.Sending,
            From = "tester@example.com",
            Subject = "s",
            Recipients = RecipientList.Of(email),
            AttemptNumber = 1,
        };
        var reference = new EmailReference(row.Id, row.Tenant);
        using var signatures = new SigningBench();
        await using var pools = new ConnectionPools(ProviderTestBench.Resolve, TimeProvider.System, NullLogger<ConnectionPools>.Instance);
        var now = TimeProvider.System.GetUtcNow();

        var result = await new SmtpSender(bench.Credentials, pools, signatures.Signer).SendAsync(provider, reference, email, email.To, SendLimit.None, Cancellation);
        var pass = new ProviderPassState(row);
        var verdict = SessionVerdict.Of(result, GivenValues.Of(reference, email, provider), pass.Pending, new FailureClassifier(TimeProvider.System));
        pass.Apply(provider, result, verdict.Session, verdict.Refused, email.Delivery, now, now);
        return pass.Result().Row.Attempts[0].Hint;
    }
}
