using System.Security.Cryptography;
using System.Text;
using EmailDispatch.Sandbox;

namespace EmailDispatch.Tests.Sandbox;

public sealed class AuthTests
{
    private static readonly SandboxServerOptions WithLogin = new() { Credentials = [new SmtpCredential("user", "pä ss")] };

    [Theory]
    [InlineData("pä ss", "235 2.7.0")]
    [InlineData("wrong", "535 5.7.8")]
    public async Task Plain_is_checked(string password, string expected)
    {
        await using var server = await SandboxServer.StartAsync(WithLogin);
        await using var client = await RawSmtpClient.GreetedAsync(server);

        var withInitial = await client.AskAsync("AUTH PLAIN " + Base64($"\0user\0{password}"));
        var record = server.Sessions.Single().Exchanges[^1].Command;

        Assert.StartsWith(expected, withInitial, StringComparison.Ordinal);
        Assert.Equal("AUTH PLAIN ***", record);
    }

    [Fact]
    public async Task Plain_without_initial_response_is_asked_for_it()
    {
        await using var server = await SandboxServer.StartAsync(WithLogin);
        await using var client = await RawSmtpClient.GreetedAsync(server);

        Assert.Equal("334 ", await client.AskAsync("AUTH PLAIN"));
        Assert.StartsWith("235", await client.AskAsync(Base64("\0user\0pä ss")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pä ss", "235 2.7.0")]
    [InlineData("wrong", "535 5.7.8")]
    public async Task Login_asks_for_user_and_password(string password, string expected)
    {
        await using var server = await SandboxServer.StartAsync(WithLogin);
        await using var client = await RawSmtpClient.GreetedAsync(server);

        Assert.Equal("334 " + Base64("Username:"), await client.AskAsync("AUTH LOGIN"));
        Assert.Equal("334 " + Base64("Password:"), await client.AskAsync(Base64("user")));
        Assert.StartsWith(expected, await client.AskAsync(Base64(password)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pä ss", "235 2.7.0")]
    [InlineData("wrong", "535 5.7.8")]
    public async Task Cram_md5_is_checked(string password, string expected)
    {
        await using var server = await SandboxServer.StartAsync(WithLogin);
        await using var client = await RawSmtpClient.GreetedAsync(server);

        var challenge = Convert.FromBase64String((await client.AskAsync("AUTH CRAM-MD5"))[4..]);
#pragma warning disable CA5351 // RFC 2195
        var digest = Convert.ToHexStringLower(HMACMD5.HashData(Encoding.UTF8.GetBytes(password), challenge));
#pragma warning restore CA5351

        Assert.StartsWith(expected, await client.AskAsync(Base64("user " + digest)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task XOAuth2_takes_the_token()
    {
        await using var server = await SandboxServer.StartAsync(WithLogin);
        await using var client = await RawSmtpClient.GreetedAsync(server);

        var reply = await client.AskAsync("AUTH XOAUTH2 " + Base64("user=user\u0001auth=Bearer pä ss\u0001\u0001"));
        await client.AskAllAsync("MAIL FROM:<a@x.test>", "RCPT TO:<b@x.test>", "DATA", "Hi\r\n.");

        Assert.StartsWith("235", reply, StringComparison.Ordinal);
        var email = server.Inbox.After().Single();
        Assert.Equal(("XOAUTH2", "user"), (email.AuthMechanism, email.AuthUser));
    }

    [Fact]
    public async Task XOAuth2_tells_why_before_it_refuses()
    {
        await using var server = await SandboxServer.StartAsync(WithLogin);
        await using var client = await RawSmtpClient.GreetedAsync(server);

        var challenge = await client.AskAsync("AUTH XOAUTH2 " + Base64("user=user\u0001auth=Bearer expired\u0001\u0001"));

        Assert.Contains("\"status\":\"401\"", Encoding.UTF8.GetString(Convert.FromBase64String(challenge[4..])), StringComparison.Ordinal);
        Assert.StartsWith("535 5.7.8", await client.AskAsync(""), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AUTH", "501")]
    [InlineData("AUTH GSSAPI", "504 5.5.4")]
    [InlineData("AUTH PLAIN not!base64", "501 5.5.2")]
    [InlineData("AUTH PLAIN =", "501 5.5.2")]
    [InlineData("AUTH CRAM-MD5 AAAA", "501")]
    [InlineData("MAIL FROM:<a@x.test>", "530 5.7.0")]
    public async Task Bad_exchange_is_refused(string command, string expected)
    {
        await using var server = await SandboxServer.StartAsync(WithLogin);
        await using var client = await RawSmtpClient.GreetedAsync(server);

        Assert.StartsWith(expected, await client.AskAsync(command), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Star_cancels_the_exchange()
    {
        await using var server = await SandboxServer.StartAsync(WithLogin);
        await using var client = await RawSmtpClient.GreetedAsync(server);

        Assert.StartsWith("501 5.7.0", await client.AskAllAsync("AUTH LOGIN", "*"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Second_login_is_out_of_sequence()
    {
        await using var server = await SandboxServer.StartAsync();
        await using var client = await RawSmtpClient.GreetedAsync(server);
        var login = "AUTH PLAIN " + Base64("\0any\0thing");

        Assert.StartsWith("235", await client.AskAsync(login), StringComparison.Ordinal);
        Assert.StartsWith("503", await client.AskAsync(login), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_chosen_mechanisms_are_offered()
    {
        await using var server = await SandboxServer.StartAsync(new() { Mechanisms = AuthMechanisms.Login | AuthMechanisms.XOAuth2 });
        await using var client = await RawSmtpClient.ConnectAsync(server);
        await client.ReadReplyAsync();

        Assert.EndsWith("250 AUTH LOGIN XOAUTH2", await client.AskAsync("EHLO client.test"), StringComparison.Ordinal);
        Assert.StartsWith("504", await client.AskAsync("AUTH PLAIN AGEAYg=="), StringComparison.Ordinal);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
