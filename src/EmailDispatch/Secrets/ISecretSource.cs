namespace EmailDispatch.Secrets;

/// <summary>Where secrets are stored: Key Vault, or the settings of a development machine.</summary>
public interface ISecretSource
{
    /// <exception cref="CredentialException">The secret does not exist, or the source does not answer.</exception>
    Task<string> ReadAsync(string name, CancellationToken cancellationToken);
}

/// <summary>A credential cannot be read. The message names the secret and never quotes it.</summary>
public sealed class CredentialException(string message, Exception? inner = null) : Exception(message, inner);
