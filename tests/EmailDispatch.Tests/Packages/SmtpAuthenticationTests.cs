using System.Text;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace EmailDispatch.Tests.Packages;

public sealed class SmtpAuthenticationTests
{
    private const string AskName = "334 VXNlcm5hbWU6";
    private const string AskPassword = "334 UGFzc3dvcmQ6";

    [Fact]
    public async Task Plain_sends_name_and_password_at_once()
    {
        await using var server = new ScriptedSmtpServer("AUTH LOGIN PLAIN").On("AUTH PLAIN", "235 2.7.0 welcome");
        using var client = new SmtpClient();
        await client.ConnectToAsync(server);

        await client.AuthenticateAsync("user", "pässword");

        Assert.True(client.IsAuthenticated);
        Assert.Equal(["AUTH PLAIN " + Base64("\0user\0pässword")], server.Commands);
    }

    [Fact]
    public async Task Login_answers_two_questions()
    {
        await using var server = new ScriptedSmtpServer("AUTH LOGIN")
            .On("AUTH LOGIN", AskName).On(Base64("user"), AskPassword).On(Base64("password"), "235 welcome");
        using var client = new SmtpClient();
        await client.ConnectToAsync(server);

        await client.AuthenticateAsync("user", "password");

        Assert.True(client.IsAuthenticated);
        Assert.Equal(["AUTH LOGIN", Base64("user"), Base64("password")], server.Commands);
    }

    // The example of RFC 2195 section 2.
    [Fact]
    public async Task Cram_md5_proves_the_password_without_sending_it()
    {
        var proof = Base64("tim b913a602c7eda7a495b4e6e7334d3890");
        await using var server = new ScriptedSmtpServer("AUTH PLAIN CRAM-MD5")
            .On("AUTH CRAM-MD5", "334 " + Base64("<1896.697170952@postoffice.reston.mci.net>")).On(proof, "235 welcome");
        using var client = new SmtpClient();
        await client.ConnectToAsync(server);

        await client.AuthenticateAsync("tim", "tanstaaftanstaaf");

        Assert.True(client.IsAuthenticated);
        Assert.Equal(["AUTH CRAM-MD5", proof], server.Commands);
    }

    [Fact]
    public async Task Xoauth2_sends_the_token_at_once()
    {
        await using var server = new ScriptedSmtpServer("AUTH XOAUTH2").On("AUTH XOAUTH2", "235 welcome");
        using var client = new SmtpClient();
        await client.ConnectToAsync(server);

        await client.AuthenticateAsync(new SaslMechanismOAuth2("user@example.test", "fake-token"));

        Assert.True(client.IsAuthenticated);
        Assert.Equal(["AUTH XOAUTH2 " + Base64("user=user@example.test\u0001auth=Bearer fake-token\u0001\u0001")], server.Commands);
    }

    [Fact]
    public async Task Xoauth2_refusal_is_acknowledged_by_an_empty_line()
    {
        await using var server = new ScriptedSmtpServer("AUTH XOAUTH2").On("AUTH", "334 eyJzdGF0dXMiOiI0MDAifQ==");
        using var client = new SmtpClient();
        await client.ConnectToAsync(server);

        var refused = await Assert.ThrowsAsync<AuthenticationException>(
            () => client.AuthenticateAsync(new SaslMechanismOAuth2("user@example.test", "fake-token")));

        Assert.Equal("500: 5.5.1 what?", refused.Message);
        Assert.Equal("", server.Received[^1]);
    }

    [Fact]
    public async Task Mechanisms_are_tried_from_the_strongest_on_and_the_last_refusal_counts()
    {
        await using var server = new ScriptedSmtpServer("AUTH LOGIN PLAIN CRAM-MD5")
            .On("AUTH CRAM-MD5", "504 5.5.4 not today")
            .On("AUTH PLAIN", "534 5.7.9 too weak")
            .On("AUTH LOGIN", "535-5.7.8 bad\r\n535 5.7.8 credentials");
        using var client = new SmtpClient();
        await client.ConnectToAsync(server);

        var refused = await Assert.ThrowsAsync<AuthenticationException>(() => client.AuthenticateAsync("user", "not-a-secret"));

        Assert.Equal("535: 5.7.8 bad\n5.7.8 credentials", refused.Message);
        Assert.Equal(SmtpStatusCode.AuthenticationInvalidCredentials, Assert.IsType<SmtpCommandException>(refused.InnerException).StatusCode);
        Assert.Equal(["CRAM-MD5", "PLAIN", "LOGIN"], server.Commands.Select(command => command.Split(' ')[1]));
        Assert.True(client is { IsConnected: true, IsAuthenticated: false });
    }

    [Fact]
    public async Task Refused_credentials_leave_the_connection_usable()
    {
        await using var server = new ScriptedSmtpServer("AUTH PLAIN").On("AUTH", "535 5.7.8 no", "235 welcome");
        using var client = new SmtpClient();
        await client.ConnectToAsync(server);

        var refused = await Assert.ThrowsAsync<AuthenticationException>(
            () => client.AuthenticateAsync(new SaslMechanismPlain("user", "wrong")));
        await client.AuthenticateAsync(new SaslMechanismPlain("user", "right"));

        Assert.Equal("535: 5.7.8 no", refused.Message);
        Assert.True(client.IsAuthenticated);
    }

    [Fact]
    public async Task Too_weak_mechanism_is_reported_in_the_servers_words()
    {
        await using var server = new ScriptedSmtpServer("AUTH PLAIN").On("AUTH", "534 5.7.9 application password required");
        using var client = new SmtpClient();
        await client.ConnectToAsync(server);

        var refused = await Assert.ThrowsAsync<AuthenticationException>(
            () => client.AuthenticateAsync(new SaslMechanismPlain("user", "not-a-secret")));

        Assert.Equal("5.7.9 application password required", refused.Message);
    }

    [Theory]
    [InlineData("SIZE 5")]
    [InlineData("AUTH X-UNKNOWN")]
    public async Task Nothing_in_common_is_not_supported(string extensions)
    {
        await using var server = new ScriptedSmtpServer(extensions);
        using var client = new SmtpClient();
        await client.ConnectToAsync(server);

        await Assert.ThrowsAsync<NotSupportedException>(() => client.AuthenticateAsync("user", "not-a-secret"));

        Assert.Empty(server.Commands);
        Assert.True(client.IsConnected);
    }

    [Fact]
    public async Task Second_authentication_is_refused()
    {
        await using var server = new ScriptedSmtpServer("AUTH PLAIN").On("AUTH", "235 welcome");
        using var client = new SmtpClient();
        await client.ConnectToAsync(server);
        await client.AuthenticateAsync("user", "not-a-secret");

        await Assert.ThrowsAsync<InvalidOperationException>(() => client.AuthenticateAsync("user", "not-a-secret"));
    }

    [Fact]
    public async Task Connection_closed_during_auth_is_a_protocol_exception()
    {
        await using var server = new ScriptedSmtpServer("AUTH PLAIN").On("AUTH", ScriptedSmtpServer.Close);
        using var client = new SmtpClient();
        await client.ConnectToAsync(server);

        await Assert.ThrowsAsync<SmtpProtocolException>(() => client.AuthenticateAsync("user", "not-a-secret"));

        Assert.False(client.IsConnected);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
