using EmailDispatch.Providers;
using EmailDispatch.Sandbox;
using EmailDispatch.Smtp;

namespace EmailDispatch.Tests.Smtp;

public sealed class LoginTests
{
    [Theory]
    [InlineData(SmtpSecurity.StartTls, AuthMechanisms.All, null, "PLAIN")]
    [InlineData(SmtpSecurity.StartTls, AuthMechanisms.Login | AuthMechanisms.CramMd5, null, "LOGIN")]
    [InlineData(SmtpSecurity.StartTls, AuthMechanisms.CramMd5, null, "CRAM-MD5")]
    [InlineData(SmtpSecurity.StartTls, AuthMechanisms.All, ProviderAuth.Login, "LOGIN")]
    [InlineData(SmtpSecurity.StartTls, AuthMechanisms.All, ProviderAuth.CramMd5, "CRAM-MD5")]
    [InlineData(SmtpSecurity.StartTls, AuthMechanisms.All, ProviderAuth.OAuth2, "XOAUTH2")]
    [InlineData(SmtpSecurity.Plain, AuthMechanisms.All, null, "CRAM-MD5")]
    [InlineData(SmtpSecurity.Plain, AuthMechanisms.Plain | AuthMechanisms.Login, null, "PLAIN")]
    public async Task Mechanism_is_the_one_set_or_the_best_offered(SmtpSecurity security, AuthMechanisms offered, ProviderAuth? auth, string expected)
    {
        await using var sending = await Sending.StartAsync(new() { Security = security, Mechanisms = offered, Credentials = [new("user", "sesame")] });
        sending.LogInWith("sesame");
        sending.Provider.Auth = auth;

        var result = await sending.SendAsync();

        Assert.True(result.Accepted, result.Reply.ToString());
        Assert.Equal(expected, sending.Server.Inbox.After().Single().AuthMechanism);
    }

    [Fact]
    public async Task Refused_login_is_tried_once()
    {
        await using var sending = await Sending.StartAsync(new() { Security = SmtpSecurity.StartTls, Credentials = [new("user", "sesame")] });
        sending.LogInWith("wrong");

        var result = await sending.SendAsync();

        Assert.Equal((SmtpPhase.Auth, 535, "5.7.8"), (result.Phase, result.Reply.Code, result.Reply.EnhancedCode));
        Assert.Single(sending.Commands(1), "AUTH");
        Assert.Equal(1, sending.Server.OpenedConnections);
        Assert.Equal(2, sending.Secrets.Reads);
    }

    [Fact]
    public async Task Refused_login_is_tried_again_with_the_secret_as_it_is_now()
    {
        await using var sending = await Sending.StartAsync(new() { Security = SmtpSecurity.StartTls, Credentials = [new("user", "new")] });
        sending.LogInWith("old");
        _ = await sending.Credentials.GetAsync(sending.Provider, TestContext.Current.CancellationToken);
        sending.Secrets.Values["smtp"] = "new";

        var result = await sending.SendAsync();

        Assert.True(result.Accepted);
        Assert.Equal(2, sending.Server.OpenedConnections);
    }

    [Fact]
    public async Task Temporary_refusal_of_a_login_does_not_read_the_secret_again()
    {
        await using var sending = await Sending.StartAsync(new() { Security = SmtpSecurity.StartTls, Credentials = [new("user", "sesame")] });
        sending.LogInWith("sesame");
        sending.Server.On(SandboxPhase.Auth, _ => "454 4.7.0 Temporary authentication failure");

        var result = await sending.SendAsync();

        Assert.Equal((SmtpPhase.Auth, 454), (result.Phase, result.Reply.Code));
        Assert.Equal(1, sending.Secrets.Reads);
    }

    [Fact]
    public async Task Changed_credential_ends_the_connections_made_with_the_old_one()
    {
        await using var sending = await Sending.StartAsync(new() { Credentials = [new("user", "old"), new("user", "new")] });
        sending.LogInWith("old");
        await sending.SendAsync();
        sending.Secrets.Values["smtp"] = "new";
        var old = await sending.Credentials.GetAsync(sending.Provider, TestContext.Current.CancellationToken);
        await sending.Credentials.RefreshAsync(sending.Provider, old!, TestContext.Current.CancellationToken);

        await sending.SendAsync();

        Assert.Equal(2, sending.Server.OpenedConnections);
        Assert.Equal("QUIT", sending.Commands(1).Last());
    }

    [Fact]
    public async Task Missing_secret_fails_the_login_and_opens_no_connection()
    {
        await using var sending = await Sending.StartAsync();
        (sending.Provider.Username, sending.Provider.Secret) = ("user", "absent");

        var result = await sending.SendAsync();

        Assert.Equal((SmtpPhase.Auth, 0, "The secret 'absent' is not set."), (result.Phase, result.Reply.Code, result.Reply.Text));
        Assert.Equal(0, sending.Server.OpenedConnections);
    }

    [Fact]
    public async Task Server_without_login_is_told_apart_from_a_refused_one()
    {
        await using var sending = await Sending.StartAsync(new() { Mechanisms = AuthMechanisms.None });
        sending.LogInWith("sesame");

        var result = await sending.SendAsync();

        Assert.Equal((SmtpPhase.Auth, 0), (result.Phase, result.Reply.Code));
        Assert.Contains("does not support authentication", result.Reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Login_demanded_at_mail_is_a_reply()
    {
        await using var sending = await Sending.StartAsync(new() { Credentials = [new("user", "sesame")] });

        var result = await sending.SendAsync();

        Assert.Equal((SmtpPhase.MailFrom, 530), (result.Phase, result.Reply.Code));
    }

    [Fact]
    public async Task Auth_none_does_not_log_in()
    {
        await using var sending = await Sending.StartAsync();
        sending.LogInWith("sesame");
        sending.Provider.Auth = ProviderAuth.None;

        var result = await sending.SendAsync();

        Assert.True(result.Accepted);
        Assert.DoesNotContain("AUTH", sending.Commands(1));
    }
}
