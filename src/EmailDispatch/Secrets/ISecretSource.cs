
namespace EmailDispatch.Secrets;

/// <summary>Where secrets are kept: Key Vault, or the settings of a development machine.</summary>
public interface ISecretSource
{
    /// <summary>Reads a secret as it is now.</summary>
    /// <exception cref="CredentialException">There is none of this name, or the source does not answer.</exception>
    Task<string> ReadAsync(string name, CancellationToken cancellationToken);
}
