using System.Collections.Concurrent;
using EmailDispatch.Secrets;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Providers.Credentials;

/// <summary>
/// The credentials of the providers. A secret is read on first use and cached. It is refreshed in the background after ten minutes, and at once
/// after a rejected login. While the source does not answer, the cached value stays in use. Logs and exceptions contain no secret.
/// </summary>
public sealed partial class ProviderCredentials(ISecretSource source, AccessTokens tokens, TimeProvider time, ILogger<ProviderCredentials> logger, ISecretStore? store = null)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, RefreshedValue<ProviderSecret>> _secrets = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns the credential for a provider; null if it needs no login.</summary>
    /// <exception cref="CredentialException">The credential cannot be read.</exception>
    public async ValueTask<ProviderCredential?> GetAsync(ProviderOptions provider, CancellationToken cancellationToken)
    {
        if (provider.Auth == ProviderAuth.None || provider.Secret.Length == 0)
            return null;

        return await OpenAsync(provider, await Find(provider).GetAsync(cancellationToken), cancellationToken);
    }

    /// <summary>Returns the credential that a secret makes for a provider.</summary>
    /// <exception cref="CredentialException">No access token could be obtained.</exception>
    public async ValueTask<ProviderCredential> OpenAsync(ProviderOptions provider, ProviderSecret secret, CancellationToken cancellationToken) =>
        secret.Client is { } client
            ? NewCredential(provider, secret, await tokens.GetAsync(provider.Secret, client, cancellationToken))
            : NewCredential(provider, secret, secret.Password!);

    /// <summary>
    /// Reads the credential again because the provider rejected it. If there is no other, the result equals <paramref name="refused"/>, and trying
    /// it again could lock the account.
    /// </summary>
    /// <exception cref="CredentialException">The credential cannot be read.</exception>
    public async Task<ProviderCredential> RefreshAsync(ProviderOptions provider, ProviderCredential refused, CancellationToken cancellationToken)
    {
        var secret = await Find(provider).RefreshAsync(refused.Secret, cancellationToken);
        return secret.Client is { } client
            ? NewCredential(provider, secret, await tokens.RefreshAsync(provider.Secret, client, refused.Password, cancellationToken))
            : NewCredential(provider, secret, secret.Password!);
    }

    // A colon is in no name of a secret.
    private RefreshedValue<ProviderSecret> Find(ProviderOptions provider) => _secrets.GetOrAdd(
        provider.IsManaged ? $"api:{provider.Secret}" : provider.Secret,
        (_, key) => new RefreshedValue<ProviderSecret>(
            key.Name, cancellationToken => ReadAsync(key.Name, key.IsManaged, cancellationToken), fault => Log.SecretKept(logger, key.Name, fault.Message), time),
        (Name: provider.Secret, provider.IsManaged));

    private async Task<CachedValue<ProviderSecret>> ReadAsync(string name, bool isManaged, CancellationToken cancellationToken)
    {
        var text = !isManaged ? await source.ReadAsync(name, cancellationToken)
            : store is null ? throw new CredentialException($"The secret '{name}' cannot be read: the store for passwords is not set up.")
            : await store.ReadAsync(name, cancellationToken);
        var secret = ProviderSecret.Parse(name, text);
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
