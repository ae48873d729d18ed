namespace EmailDispatch.Providers.Credentials;

/// <summary>An OAuth 2.0 client that is given access tokens (RFC 6749).</summary>
/// <param name="ClientId">The client identifier.</param>
/// <param name="ClientSecret">Its secret.</param>
/// <param name="TokenUrl">Where tokens are given.</param>
/// <param name="Scope">What the token is to allow; null for the server's default.</param>
/// <param name="RefreshToken">Stands for the consent of a user, with the refresh token grant; null for the client credentials grant.</param>
public sealed record OAuthClient(string ClientId, string ClientSecret, Uri TokenUrl, string? Scope, string? RefreshToken)
{
    /// <summary>The client, without its secrets.</summary>
    public override string ToString() => $"client {ClientId} at {TokenUrl.Host}";
}
