using System.Net.Security;
using System.Security.Authentication;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace EmailDispatch.Tests.Packages;

public sealed class SmtpTlsTests
{
    [Theory]
    [InlineData(SecureSocketOptions.StartTls)]
    [InlineData(SecureSocketOptions.StartTlsWhenAvailable)]
    [InlineData(SecureSocketOptions.Auto)]
    public async Task Starttls_encrypts_and_asks_for_the_extensions_again(SecureSocketOptions options)
    {
        using var certificate = TestCertificate.For("localhost");
        await using var server = new ScriptedSmtpServer("", certificate)
            .On("EHLO", "250-mx\r\n250-AUTH PLAIN\r\n250 STARTTLS", "250-mx\r\n250-SIZE 9\r\n250 AUTH LOGIN");
        using var client = new SmtpClient { LocalDomain = "client.example.test" }.Trusting(certificate);

        await client.ConnectToAsync(server, options);

        Assert.True(client is { IsSecure: true, IsEncrypted: true });
        Assert.True(client.SslProtocol is SslProtocols.Tls12 or SslProtocols.Tls13);
        Assert.Equal(SmtpCapabilities.StartTLS | SmtpCapabilities.Size | SmtpCapabilities.Authentication, client.Capabilities);
        Assert.Equal(["LOGIN"], client.AuthenticationMechanisms);
        Assert.Equal(["EHLO client.example.test", "STARTTLS", "EHLO client.example.test"], server.Received);
    }

    [Fact]
    public async Task Implicit_tls_carries_a_whole_session()
    {
        using var certificate = TestCertificate.For("localhost");
        await using var server = new ScriptedSmtpServer("PIPELINING", certificate, implicitTls: true);
        using var client = new SmtpClient().Trusting(certificate);

        await client.ConnectToAsync(server, SecureSocketOptions.SslOnConnect);
        var reply = await client.SendSampleAsync();
        await client.DisconnectAsync(quit: true);

        Assert.Equal("2.0.0 queued as 4711", reply);
        Assert.Equal("QUIT", server.Received[^1]);
    }

    [Fact]
    public async Task Starttls_not_offered_is_not_supported()
    {
        await using var server = new ScriptedSmtpServer("SIZE 5");
        using var client = new SmtpClient();

        await Assert.ThrowsAsync<NotSupportedException>(() => client.ConnectToAsync(server, SecureSocketOptions.StartTls));

        Assert.False(client.IsConnected);
    }

    [Fact]
    public async Task Starttls_when_available_goes_on_in_plain_text()
    {
        await using var server = new ScriptedSmtpServer("SIZE 5");
        using var client = new SmtpClient();

        await client.ConnectToAsync(server, SecureSocketOptions.StartTlsWhenAvailable);

        Assert.True(client is { IsConnected: true, IsSecure: false });
    }

    [Fact]
    public async Task Starttls_refused_is_a_command_exception()
    {
        await using var server = new ScriptedSmtpServer("STARTTLS").On("STARTTLS", "454 4.7.0 not now");
        using var client = new SmtpClient();

        var refused = await Assert.ThrowsAsync<SmtpCommandException>(
            () => client.ConnectToAsync(server, SecureSocketOptions.StartTlsWhenAvailable));

        Assert.Equal(SmtpStatusCode.TemporaryAuthenticationFailure, refused.StatusCode);
        Assert.False(client.IsConnected);
    }

    [Theory]
    [InlineData(SecureSocketOptions.StartTls)]
    [InlineData(SecureSocketOptions.SslOnConnect)]
    public async Task Untrusted_certificate_is_refused_and_named(SecureSocketOptions options)
    {
        using var certificate = TestCertificate.For("localhost");
        await using var server = new ScriptedSmtpServer("STARTTLS", certificate, options == SecureSocketOptions.SslOnConnect);
        using var client = new SmtpClient { CheckCertificateRevocation = false };

        var refused = await Assert.ThrowsAsync<SslHandshakeException>(() => client.ConnectToAsync(server, options));

        Assert.Equal("CN=localhost", refused.ServerCertificate?.Subject);
        Assert.IsType<System.Security.Authentication.AuthenticationException>(refused.InnerException);
        Assert.True(client is { IsConnected: false, IsSecure: false });
    }

    [Fact]
    public async Task Callback_decides_with_host_and_policy_errors()
    {
        using var certificate = TestCertificate.For("localhost");
        await using var server = new ScriptedSmtpServer("", certificate, implicitTls: true);
        using var client = new SmtpClient { CheckCertificateRevocation = false };
        var seen = (Host: "", Errors: SslPolicyErrors.None);
        client.ServerCertificateValidationCallback = (host, _, _, errors) =>
        {
            seen = ((string)host, errors);
            return false;
        };

        var refused = await Assert.ThrowsAsync<SslHandshakeException>(
            async () => await client.ConnectAsync(await server.DialAsync(), "other.example.test", server.Port, SecureSocketOptions.SslOnConnect));

        Assert.Equal(
            ("other.example.test", SslPolicyErrors.RemoteCertificateNameMismatch | SslPolicyErrors.RemoteCertificateChainErrors), seen);
        Assert.Equal("CN=localhost", refused.ServerCertificate?.Subject);
    }

    [Fact]
    public async Task Plain_text_server_fails_the_handshake()
    {
        await using var server = new ScriptedSmtpServer();
        using var client = new SmtpClient();

        var failed = await Assert.ThrowsAsync<SslHandshakeException>(
            () => client.ConnectToAsync(server, SecureSocketOptions.SslOnConnect));

        Assert.Null(failed.ServerCertificate);
        Assert.NotNull(failed.InnerException);
    }

    // RFC 3207 section 4.2: what was sent in plain text after the reply must not be taken for the reply to EHLO.
    [Fact]
    public async Task Text_injected_before_the_handshake_is_forgotten()
    {
        using var certificate = TestCertificate.For("localhost");
        await using var server = new ScriptedSmtpServer("STARTTLS,AUTH LOGIN", certificate)
            .On("STARTTLS", "220 go\r\n250-injected\r\n250 AUTH PLAIN");
        using var client = new SmtpClient().Trusting(certificate);

        await client.ConnectToAsync(server, SecureSocketOptions.StartTls);

        Assert.Equal(["LOGIN"], client.AuthenticationMechanisms);
    }
}
