namespace EmailDispatch.Secrets;

/// <summary>
/// Where private keys are kept that are made here: a Key Vault of their own, or a folder of a development machine. It is not where the secrets of
/// providers are: those are only ever read.
/// </summary>
public interface IKeyStore
{
    /// <summary>Reads a key.</summary>
    /// <exception cref="CredentialException">There is no key of this name, or the store does not answer.</exception>
    Task<string> ReadAsync(string name, CancellationToken cancellationToken);

    /// <summary>Keeps a key under a name that is new: letters, digits and hyphens.</summary>
    /// <exception cref="CredentialException">It could not be written.</exception>
    Task WriteAsync(string name, string key, CancellationToken cancellationToken);

    /// <summary>Removes a key; one that is not there is none to remove.</summary>
    /// <exception cref="CredentialException">The store does not answer.</exception>
    Task DeleteAsync(string name, CancellationToken cancellationToken);
}
