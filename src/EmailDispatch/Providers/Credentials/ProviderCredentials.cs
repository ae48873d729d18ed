using System.Collections.Concurrent;
using EmailDispatch.Secrets;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Providers.Credentials;

/// <summary>
/// The credentials of the providers. A secret is read on first use and cached. It is refreshed in the background after ten minutes, and at once
/// after a rejected login. While the source does not answer, the cached value stays in use. Logs and exceptions contain no secret.
/// </summary>
public sealed partial class ProviderCredentials(ISecretSource source, AccessTokens tokens, TimeProvider time, ILogger<ProviderCredentials> logger)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, RefreshedValue<ProviderSecret>> _secrets = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns the credential for a provider; null if it needs no login.</summary>
    /// <exception cref="CredentialException">The credential cannot be read.</exception>
    public async ValueTask<ProviderCredential?> GetAsync(ProviderOptions provider, CancellationToken cancellationToken)
    {
        if (provider.Auth == ProviderAuth.None || provider.Secret.Length == 0)
            return null;

        var secret = await Find(provider.Secret).GetAsync(cancellationToken);
        return secret.Client is { } client
            ? NewCredential(provider, secret, await tokens.GetAsync(provider.Secret, client, cancellationToken))
            : NewCredential(provider, secret, secret.Password!);
    }

    /// <summary>
    /// Reads the credential again because the provider rejected it. If there is no other, the result equals <paramref name="refused"/>, and trying
    /// it again could lock the account.
    /// </summary>
    /// <exception cref="CredentialException">The credential cannot be read.</exception>
    public async Task<ProviderCredential> RefreshAsync(ProviderOptions provider, ProviderCredential refused, CancellationToken cancellationToken)
    {
        var secret = await Find(provider.Secret).RefreshAsync(refused.Secret, cancellationToken);
        return secret.Client is { } client
            ? NewCredential(provider, secret, await tokens.RefreshAsync(provider.Secret, client, refused.Password, cancellationToken))
            : NewCredential(provider, secret, secret.Password!);
    }

    private RefreshedValue<ProviderSecret> Find(string name) => _secrets.GetOrAdd(
        name,
        name => new RefreshedValue<ProviderSecret>(
            name, cancellationToken => ReadAsync(name, cancellationToken), fault => Log.SecretKept(logger, name, fault.Message), time));

    private async Task<CachedValue<ProviderSecret>> ReadAsync(string name, CancellationToken cancellationToken)
    {
        var secret = ProviderSecret.Parse(name, await source.ReadAsync(name, cancellationToken));
        return new CachedValue<ProviderSecret>(secret, time.GetUtcNow() + Lifetime, DateTimeOffset.MaxValue);
    }

    private static ProviderCredential NewCredential(ProviderOptions provider, ProviderSecret secret, string password)
    {
        // With some services (Amazon SES) the user name changes together with the password.
        var username = secret.Username ?? (provider.UsernameIsSecret ? password : provider.Username);
        return username is { Length: > 0 }
            ? new ProviderCredential(username, password, secret.Client is not null, secret)
            : throw new CredentialException($"The secret '{provider.Secret}' holds no username, and the provider '{provider.Name}' sets none.");
    }

    private static partial class Log
    {
        [LoggerMessage(3201, LogLevel.Warning, "The secret {Secret} could not be refreshed; the cached one stays in use: {Fault}")]
        public static partial void SecretKept(ILogger logger, string secret, string fault);
    }
}

/// <summary>A user name with a password or access token. A new access token from the same secret does not require a new login.</summary>
public sealed record ProviderCredential(string Username, string Password, bool IsAccessToken, ProviderSecret Secret)
{
    /// <summary>Whether both open the same account with the same secret.</summary>
    public bool IsSameLogin(ProviderCredential? other) => other is not null && Username == other.Username && Secret == other.Secret;

    /// <summary>The kind of secret, not the secret itself.</summary>
    public override string ToString() => IsAccessToken ? "access token" : "password";
}
