namespace EmailDispatch.Secrets;

/// <summary>Stores the private keys created here: in a Key Vault of their own, or in a folder on a development machine.</summary>
public interface IKeyStore
{
    /// <exception cref="CredentialException">There is no key with this name, or the store does not answer.</exception>
    Task<string> ReadAsync(string name, CancellationToken cancellationToken);

    /// <summary>Stores a key under a new name of letters, digits and hyphens.</summary>
    /// <exception cref="CredentialException">The key could not be written.</exception>
    Task WriteAsync(string name, string key, CancellationToken cancellationToken);

    /// <summary>Deletes a key. Does nothing if there is none.</summary>
    /// <exception cref="CredentialException">The store does not answer.</exception>
    Task DeleteAsync(string name, CancellationToken cancellationToken);
}
