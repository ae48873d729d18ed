namespace EmailDispatch.Secrets;

/// <summary>Where secrets are stored: Key Vault, or the settings of a development machine.</summary>
public interface ISecretSource
{
    /// <exception cref="CredentialException">The secret does not exist, or the source does not answer.</exception>
    Task<string> ReadAsync(string name, CancellationToken cancellationToken);

    /// <summary>When a secret last changed and when it expires; null if the source does not record that.</summary>
    /// <exception cref="CredentialException">The secret does not exist, or the source does not answer.</exception>
    Task<SecretDates?> FindDatesAsync(string name, CancellationToken cancellationToken) => Task.FromResult<SecretDates?>(null);
}

/// <param name="ChangedAt">When the current version was stored; null if unknown.</param>
/// <param name="ExpiresAt">The expiration date set on the secret; null if there is none.</param>
public sealed record SecretDates(DateTimeOffset? ChangedAt, DateTimeOffset? ExpiresAt);

/// <summary>A credential cannot be read. The message names the secret and never quotes it.</summary>
public sealed class CredentialException(string message, Exception? inner = null) : Exception(message, inner);
