namespace EmailDispatch.Secrets;

/// <summary>
/// Stores the secrets that this app writes itself, private keys of DKIM and passwords of providers: in a Key Vault of their own, or in a folder on a
/// development machine.
/// </summary>
public interface ISecretStore
{
    /// <exception cref="CredentialException">There is no secret with this name, or the store does not answer.</exception>
    Task<string> ReadAsync(string name, CancellationToken cancellationToken);

    /// <summary>Stores a secret under a new name of letters, digits and hyphens.</summary>
    /// <exception cref="CredentialException">The secret could not be written.</exception>
    Task WriteAsync(string name, string value, CancellationToken cancellationToken);

    /// <summary>Deletes a secret. Does nothing if there is none.</summary>
    /// <exception cref="CredentialException">The store does not answer.</exception>
    Task DeleteAsync(string name, CancellationToken cancellationToken);
}
