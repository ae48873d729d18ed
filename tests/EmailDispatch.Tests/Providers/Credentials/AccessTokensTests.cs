using EmailDispatch.Providers.Credentials;
using EmailDispatch.Sandbox;
using EmailDispatch.Secrets;
using EmailDispatch.Smtp;
using EmailDispatch.Tests.Smtp;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace EmailDispatch.Tests.Providers.Credentials;

public sealed class AccessTokensTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(50));
    private readonly RecordedLog _log = new();
    private VaultServer _server = null!;
    private AccessTokens _tokens = null!;
    private int _given;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await VaultServer.StartAsync();
        _server.OnToken = _ => (200, new { access_token = $"token-{Interlocked.Increment(ref _given)}", expires_in = 3600, token_type = "Bearer" });
        _tokens = new AccessTokens(_server.Http, _time, _log.Factory.CreateLogger<AccessTokens>());
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _log.Factory.Dispose();
    }

    [Fact]
    public async Task Token_is_asked_for_with_the_clients_credentials()
    {
        var token = await _tokens.GetAsync("o365", Client(), Cancellation);

        Assert.Equal("token-1", token);
        var form = Assert.Single(_server.TokenRequests);
        Assert.Equal(("client_credentials", "the-client", "the-client-secret", "the-scope"), (form["grant_type"], form["client_id"], form["client_secret"], form["scope"]));
    }

    [Fact]
    public async Task Refresh_token_is_exchanged()
    {
        await _tokens.GetAsync("google", Client() with { RefreshToken = "the-consent", Scope = null }, Cancellation);

        var form = Assert.Single(_server.TokenRequests);
        Assert.Equal(("refresh_token", "the-consent"), (form["grant_type"], form["refresh_token"]));
        Assert.DoesNotContain("scope", form.Keys);
    }

    [Fact]
    public async Task Token_is_kept_until_five_minutes_before_it_expires()
    {
        await _tokens.GetAsync("o365", Client(), Cancellation);
        _time.Advance(TimeSpan.FromMinutes(54));
        Assert.Equal("token-1", await _tokens.GetAsync("o365", Client(), Cancellation));
        Assert.Single(_server.TokenRequests);

        _time.Advance(TimeSpan.FromMinutes(1));
        await _tokens.GetAsync("o365", Client(), Cancellation);

        await Condition.HoldsAsync(async () => await _tokens.GetAsync("o365", Client(), Cancellation) == "token-2");
    }

    [Fact]
    public async Task Expired_token_is_not_given_out()
    {
        await _tokens.GetAsync("o365", Client(), Cancellation);

        _time.Advance(TimeSpan.FromHours(1));

        Assert.Equal("token-2", await _tokens.GetAsync("o365", Client(), Cancellation));
    }

    [Fact]
    public async Task Refusal_tells_the_error_and_no_secret()
    {
        _server.OnToken = _ => (401, new { error = "invalid_client", error_description = "the-client-secret is wrong" });

        var fault = await Assert.ThrowsAsync<CredentialException>(() => _tokens.GetAsync("o365", Client(), Cancellation).AsTask());

        Assert.Equal("No access token for the secret 'o365': localhost answered 401 invalid_client", fault.Message.Replace("127.0.0.1", "localhost", StringComparison.Ordinal));
        Assert.DoesNotContain("the-client-secret", fault.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("the-client-secret is wrong")]
    [InlineData("dGhlLWNsaWVudC1zZWNyZXQ=")]
    public async Task Error_in_the_servers_own_words_is_not_told(string error)
    {
        _server.OnToken = _ => (400, new { error });

        var fault = await Assert.ThrowsAsync<CredentialException>(() => _tokens.GetAsync("o365", Client(), Cancellation).AsTask());

        Assert.EndsWith(" answered 400", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_that_is_no_json_is_a_fault_of_the_credential()
    {
        _server.IsDown = true;

        await Assert.ThrowsAsync<CredentialException>(() => _tokens.GetAsync("o365", Client(), Cancellation).AsTask());
    }

    [Fact]
    public async Task Endpoint_that_cannot_be_reached_is_asked_again()
    {
        using var http = new HttpClient(new UnreachableAtFirst(failures: 2) { InnerHandler = new HttpClientHandler { ServerCertificateCustomValidationCallback = static (_, _, _, _) => true } });
        var tokens = new AccessTokens(http, TimeProvider.System, _log.Factory.CreateLogger<AccessTokens>());

        var token = await tokens.GetAsync("o365", Client(), Cancellation);

        Assert.Equal("token-1", token);
    }

    [Fact]
    public async Task Refused_token_is_replaced_and_the_message_goes_out()
    {
        await using var sending = await Sending.StartAsync(
            new() { Security = SmtpSecurity.StartTls, Mechanisms = AuthMechanisms.XOAuth2, Credentials = [new("user", "token-2")] });
        sending.LogInWith($$"""{"client_id":"the-client","client_secret":"the-client-secret","token_url":"{{Client().TokenUrl}}"}""");
        sending.Provider.ProtocolLog = true;
        var credentials = new ProviderCredentials(sending.Secrets, _tokens, _time, sending.Log.Factory.CreateLogger<ProviderCredentials>());
        var sender = new SmtpSender(credentials, sending.Pools, sending.Signatures.Signer);

        var result = await sending.SendAsync(sender);

        Assert.True(result.Accepted, result.Reply.ToString());
        Assert.Equal(2, _server.TokenRequests.Count);
        Assert.Equal("XOAUTH2", sending.Server.Inbox.After().Single().AuthMechanism);
        Assert.DoesNotContain("token-", sending.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("the-client-secret", sending.Log.Text, StringComparison.Ordinal);
    }

    private sealed class UnreachableAtFirst(int failures) : DelegatingHandler
    {
        private int _requests;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            _requests++ < failures ? throw new HttpRequestException("Connection refused") : base.SendAsync(request, cancellationToken);
    }

    private OAuthClient Client() => new("the-client", "the-client-secret", new Uri(_server.Address, "/token"), "the-scope", null);
}
