using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using EmailDispatch.Secrets;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Providers.Credentials;

/// <summary>
/// OAuth 2.0 access tokens, from the client credentials grant (RFC 6749 section 4.4) or a refresh token (section 6). From five minutes before a
/// token expires, a new one is fetched in the background.
/// </summary>
public sealed partial class AccessTokens(HttpClient http, TimeProvider time, ILogger<AccessTokens> logger)
{
    // RFC 6749 sections 4.1.2.1 and 5.2, and OpenID Connect. Other text from the server is not shown because it may quote a secret.
    private static readonly HashSet<string> KnownErrors =
    [
        "invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type", "invalid_scope", "access_denied",
        "temporarily_unavailable", "server_error", "interaction_required", "login_required", "consent_required",
    ];

    private static readonly TimeSpan RefreshBeforeExpiry = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<OAuthClient, RefreshedValue<string>> _tokens = new();

    /// <exception cref="CredentialException">No token could be obtained.</exception>
    public ValueTask<string> GetAsync(string secretName, OAuthClient client, CancellationToken cancellationToken) =>
        Find(secretName, client).GetAsync(cancellationToken);

    /// <summary>Fetches a new token because <paramref name="refused"/> was rejected.</summary>
    /// <exception cref="CredentialException">No token could be obtained.</exception>
    public Task<string> RefreshAsync(string secretName, OAuthClient client, string refused, CancellationToken cancellationToken) =>
        Find(secretName, client).RefreshAsync(refused, cancellationToken);

    private RefreshedValue<string> Find(string secretName, OAuthClient client) => _tokens.GetOrAdd(
        client,
        static (client, state) => new RefreshedValue<string>(
            state.SecretName,
            cancellationToken => state.Tokens.FetchAsync(state.SecretName, client, cancellationToken),
            fault => Log.TokenKept(state.Tokens.Logger, state.SecretName, fault.Message),
            state.Tokens.Time),
        (Tokens: this, SecretName: secretName));

    private ILogger Logger => logger;

    private TimeProvider Time => time;

    private async Task<CachedValue<string>> FetchAsync(string secretName, OAuthClient client, CancellationToken cancellationToken)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = client.RefreshToken is null ? "client_credentials" : "refresh_token",
            ["client_id"] = client.ClientId,
            ["client_secret"] = client.ClientSecret,
        };
        if (client.Scope is { } scope)
            form["scope"] = scope;
        if (client.RefreshToken is { } refreshToken)
            form["refresh_token"] = refreshToken;

        try
        {
            var now = time.GetUtcNow();
            using var content = new FormUrlEncodedContent(form);
            using var response = await http.PostAsync(client.TokenUrl, content, cancellationToken);
            var answer = await response.Content.ReadFromJsonAsync<TokenAnswer>(cancellationToken);
            if (!response.IsSuccessStatusCode || answer?.AccessToken is not { Length: > 0 } token)
            {
                throw new CredentialException(
                    $"No access token for the secret '{secretName}': {client.TokenUrl.Host} answered {(int)response.StatusCode} {(answer?.Error is { } error && KnownErrors.Contains(error) ? error : "")}".TrimEnd());
            }

            var lifetime = TimeSpan.FromSeconds(answer.ExpiresIn);
            var refreshAfter = lifetime > 2 * RefreshBeforeExpiry ? lifetime - RefreshBeforeExpiry : lifetime / 2;
            return new CachedValue<string>(token, now + refreshAfter, now + lifetime);
        }
        catch (Exception fault) when (fault is HttpRequestException or JsonException or OperationCanceledException)
        {
            throw new CredentialException($"No access token for the secret '{secretName}': {client.TokenUrl.Host} returned an unexpected response.", fault);
        }
    }

    private sealed record TokenAnswer(
        [property: JsonPropertyName("access_token")] string? AccessToken,
        [property: JsonPropertyName("expires_in")] int ExpiresIn,
        [property: JsonPropertyName("error")] string? Error);

    private static partial class Log
    {
        [LoggerMessage(3202, LogLevel.Warning, "The access token for the secret {Secret} could not be renewed; the cached one stays in use: {Fault}")]
        public static partial void TokenKept(ILogger logger, string secret, string fault);
    }
}
