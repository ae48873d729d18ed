using System.Text;
using EmailDispatch.Providers;
using EmailDispatch.Sandbox;

namespace EmailDispatch.Tests.Smtp;

public sealed class ProtocolLogTests
{
    private const string Body = "words-of-the-body";

    [Fact]
    public async Task Dialogue_is_logged_without_bodies_and_local_parts()
    {
        await using var sending = await Sending.StartAsync();
        sending.Provider.ProtocolLog = true;

        await sending.SendAsync($"{Body}\r\n.\r\nMAIL FROM:<{Body}@x.test>\r\n{new string('x', 100_000)}", [], TestContext.Current.CancellationToken);
        await sending.SendAsync("to2@x.test");
        await sending.EndAsync();

        var log = sending.Log.Text;
        Assert.Contains("S: 220 sandbox.test", log, StringComparison.Ordinal);
        Assert.Contains("C: MAIL FROM:<***@example.test>", log, StringComparison.Ordinal);
        Assert.Contains("C: RCPT TO:<***@x.test>", log, StringComparison.Ordinal);
        Assert.Equal(2, sending.Log.Lines.Count(line => line.Contains("C: (message) .", StringComparison.Ordinal)));
        Assert.Contains("C: QUIT", log, StringComparison.Ordinal);
        Assert.DoesNotContain(Body, log, StringComparison.Ordinal);
        Assert.DoesNotContain("Subject:", log, StringComparison.Ordinal);
        Assert.DoesNotContain("to@x.test", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dialogue_is_not_logged_unless_asked_for()
    {
        await using var sending = await Sending.StartAsync();

        await sending.SendAsync();

        Assert.Empty(sending.Log.Lines);
    }

    [Theory]
    [InlineData(ProviderAuth.Plain)]
    [InlineData(ProviderAuth.Login)]
    [InlineData(ProviderAuth.CramMd5)]
    [InlineData(ProviderAuth.OAuth2)]
    public async Task Nothing_of_a_secret_is_logged(ProviderAuth auth)
    {
        const string Wrong = "wrong-secret-of-the-test";
        const string Right = "right-secret-of-the-test";
        await using var sending = await Sending.StartAsync(new() { Security = SmtpSecurity.StartTls, Credentials = [new("user", Right)] });
        sending.LogInWith(Wrong);
        sending.Provider.ProtocolLog = true;
        sending.Provider.Auth = auth;

        var refused = await sending.SendAsync();
        sending.Secrets.Values["smtp"] = $$"""{"username":"user","password":"{{Right}}"}""";
        var accepted = await sending.SendAsync();
        sending.Secrets.IsDown = true;
        sending.Time.Advance(TimeSpan.FromMinutes(11));
        await sending.SendAsync();
        await sending.EndAsync();

        Assert.True(accepted.Accepted);
        Assert.Contains("AUTH", sending.Log.Text, StringComparison.Ordinal);
        var output = sending.Log.Text + refused.Reply;
        Assert.All(Forms(Wrong).Concat(Forms(Right)), form => Assert.DoesNotContain(form, output, StringComparison.Ordinal));
    }

    private static string[] Forms(string secret) =>
        [secret, Base64(secret), Base64($"\0user\0{secret}"), Base64($"user=user\x01auth=Bearer {secret}\x01\x01")];

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
