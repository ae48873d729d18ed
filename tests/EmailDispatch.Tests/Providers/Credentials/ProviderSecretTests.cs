using EmailDispatch.Providers.Credentials;
using EmailDispatch.Secrets;
using EmailDispatch.Tests.Smtp;
using Microsoft.Extensions.Configuration;

namespace EmailDispatch.Tests.Providers.Credentials;

public sealed class ProviderSecretTests
{
    [Theory]
    [InlineData("sesame", null, "sesame")]
    [InlineData("sesame\r\n", null, "sesame")]
    [InlineData(" spaces matter ", null, " spaces matter ")]
    [InlineData("{brace", null, "{brace")]
    [InlineData("""{"password":"sesame"}""", null, "sesame")]
    [InlineData("""{"username":"user","password":"sesame"}""", "user", "sesame")]
    public void Password_is_read(string text, string? username, string password)
    {
        var secret = ProviderSecret.Parse("smtp", text);

        Assert.Equal(new ProviderSecret(username, password, null), secret);
    }

    [Fact]
    public void Tenant_means_Microsoft()
    {
        var secret = ProviderSecret.Parse("smtp", """{"tenant_id":"t-1","client_id":"c","client_secret":"s","username":"u@x.test"}""");

        Assert.Equal("u@x.test", secret.Username);
        Assert.Equal(
            new OAuthClient("c", "s", new Uri("https://login.microsoftonline.com/t-1/oauth2/v2.0/token"), "https://outlook.office365.com/.default", null),
            secret.Client);
    }

    [Fact]
    public void Token_url_means_another()
    {
        var secret = ProviderSecret.Parse(
            "smtp", """{"token_url":"https://oauth2.example.test/token","client_id":"c","client_secret":"s","scope":"mail","refresh_token":"r"}""");

        Assert.Equal(new OAuthClient("c", "s", new Uri("https://oauth2.example.test/token"), "mail", "r"), secret.Client);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"passwort":"sesame"}""")]
    [InlineData("""{"client_id":"sesame"}""")]
    [InlineData("""{"client_id":"c","client_secret":"sesame"}""")]
    [InlineData("""{"client_id":"c","client_secret":"sesame","token_url":"http://oauth2.example.test/token"}""")]
    public void Fault_names_the_secret_and_does_not_quote_it(string text)
    {
        var fault = Assert.Throws<CredentialException>(() => ProviderSecret.Parse("smtp", text));

        Assert.Contains("'smtp'", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sesame", fault.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sesame")]
    [InlineData("""{"username":"user","password":"sesame"}""")]
    [InlineData("""{"tenant_id":"t","client_id":"c","client_secret":"sesame"}""")]
    public void Text_of_a_secret_does_not_show_it(string text)
    {
        var secret = ProviderSecret.Parse("smtp", text);
        var credential = new ProviderCredential("user", "sesame", IsAccessToken: false, secret);

        Assert.DoesNotContain("sesame", $"{secret} {secret.Client} {credential}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_hold_secrets_by_name()
    {
        var source = new SettingsSecretSource(new ConfigurationBuilder().AddInMemoryCollection([new("Secrets:smtp", "sesame")]).Build());

        Assert.Equal("sesame", await source.ReadAsync("smtp", TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<CredentialException>(() => source.ReadAsync("other", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task User_name_of_the_secret_comes_before_that_of_the_options()
    {
        await using var sending = await Sending.StartAsync();
        sending.LogInWith("""{"username":"rotated","password":"sesame"}""");

        var credential = await sending.Credentials.GetAsync(sending.Provider, TestContext.Current.CancellationToken);

        Assert.Equal("rotated", credential?.Username);
    }

    [Fact]
    public async Task Secret_serves_as_the_user_name_where_the_service_wants_it_twice()
    {
        await using var sending = await Sending.StartAsync();
        sending.LogInWith("token");
        (sending.Provider.Username, sending.Provider.UsernameIsSecret) = ("", true);

        var credential = await sending.Credentials.GetAsync(sending.Provider, TestContext.Current.CancellationToken);

        Assert.Equal(("token", "token"), (credential?.Username, credential?.Password));
    }

    [Fact]
    public async Task User_name_in_neither_is_a_fault()
    {
        await using var sending = await Sending.StartAsync();
        sending.LogInWith("sesame");
        sending.Provider.Username = "";

        await Assert.ThrowsAsync<CredentialException>(
            () => sending.Credentials.GetAsync(sending.Provider, TestContext.Current.CancellationToken).AsTask());
    }

    [Fact]
    public async Task One_reader_that_gives_up_does_not_stop_the_others()
    {
        await using var sending = await Sending.StartAsync();
        sending.LogInWith("sesame");
        var gate = new TaskCompletionSource();
        sending.Secrets.Gate = gate.Task;
        using var canceled = new CancellationTokenSource();

        var first = sending.Credentials.GetAsync(sending.Provider, canceled.Token).AsTask();
        var second = sending.Credentials.GetAsync(sending.Provider, TestContext.Current.CancellationToken).AsTask();
        await canceled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.SetResult();

        Assert.Equal("sesame", (await second)?.Password);
        Assert.Equal(1, sending.Secrets.Reads);
    }
}
