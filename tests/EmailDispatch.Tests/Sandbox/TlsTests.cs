using System.Security.Authentication;
using EmailDispatch.Sandbox;

namespace EmailDispatch.Tests.Sandbox;

public sealed class TlsTests
{
    [Fact]
    public async Task StartTls_encrypts_and_starts_the_session_over()
    {
        await using var server = await SandboxServer.StartAsync(new() { Security = SmtpSecurity.StartTls });
        await using var client = await RawSmtpClient.ConnectAsync(server);
        await client.ReadReplyAsync();
        var before = await client.AskAsync("EHLO client.test");

        var ready = await client.AskAsync("STARTTLS");
        await client.EncryptAsync(server.Certificate);
        var unknown = await client.AskAsync("MAIL FROM:<a@x.test>");
        var after = await client.AskAsync("EHLO client.test");
        await client.AskAllAsync("MAIL FROM:<a@x.test>", "RCPT TO:<b@x.test>", "DATA", "Hi\r\n.");

        Assert.StartsWith("220", ready, StringComparison.Ordinal);
        Assert.Contains("STARTTLS", before, StringComparison.Ordinal);
        Assert.DoesNotContain("AUTH", before, StringComparison.Ordinal);
        Assert.StartsWith("503", unknown, StringComparison.Ordinal);
        Assert.Contains("AUTH", after, StringComparison.Ordinal);
        Assert.DoesNotContain("STARTTLS", after, StringComparison.Ordinal);
        Assert.Contains(server.Inbox.After().Single().Tls, new SslProtocols?[] { SslProtocols.Tls12, SslProtocols.Tls13 });
        Assert.Equal("503 5.5.1 Already encrypted", await client.AskAsync("STARTTLS"));
    }

    [Fact]
    public async Task Implicit_tls_encrypts_before_the_greeting()
    {
        await using var server = await SandboxServer.StartAsync(new() { Security = SmtpSecurity.ImplicitTls });
        await using var client = await RawSmtpClient.GreetedAsync(server);

        await client.AskAllAsync("MAIL FROM:<a@x.test>", "RCPT TO:<b@x.test>", "DATA", "Hi\r\n.");
        var bye = await client.AskAsync("QUIT");

        Assert.Equal("221 2.0.0 Bye", bye);
        Assert.Equal("", await client.ReadReplyAsync());
        Assert.NotNull(server.Inbox.After().Single().Tls);
    }

    [Fact]
    public async Task Untrusted_certificate_ends_the_connection_without_harm()
    {
        using var other = SandboxCertificate.Create(TimeProvider.System);
        await using var server = await SandboxServer.StartAsync(new() { Security = SmtpSecurity.ImplicitTls });
        await using var client = await RawSmtpClient.ConnectAsync(server);

        await Assert.ThrowsAsync<AuthenticationException>(() => client.EncryptAsync(other));
        await client.DisposeAsync();

        await server.WaitUntilAsync(s => s.ClosedConnections == 1);
        Assert.Empty(server.Failures);
    }

    [Fact]
    public async Task Command_smuggled_behind_starttls_is_not_obeyed()
    {
        await using var server = await SandboxServer.StartAsync(new() { Security = SmtpSecurity.StartTls });
        await using var client = await RawSmtpClient.GreetedAsync(server);

        await client.SendAsync("STARTTLS\r\nNOOP\r\n");

        Assert.StartsWith("503", await client.ReadReplyAsync(), StringComparison.Ordinal);
        Assert.Equal("", await client.ReadReplyAsync());
    }

    [Fact]
    public async Task Mail_and_auth_wait_for_required_tls()
    {
        await using var server = await SandboxServer.StartAsync(new() { Security = SmtpSecurity.StartTls, RequireTls = true });
        await using var client = await RawSmtpClient.GreetedAsync(server);

        Assert.Equal("530 5.7.0 Send STARTTLS first", await client.AskAsync("MAIL FROM:<a@x.test>"));
        Assert.Equal("530 5.7.0 Send STARTTLS first", await client.AskAsync("AUTH PLAIN AGEAYg=="));
    }
}
