using Azure;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;

namespace EmailDispatch.Secrets;

/// <summary>Stores secrets in the Key Vault of this app.</summary>
public sealed class KeyVaultSecretStore(SecretClient vault) : ISecretStore
{
    private readonly KeyVaultSecretSource _source = new(vault);

    /// <inheritdoc/>
    public Task<string> ReadAsync(string name, CancellationToken cancellationToken) => _source.ReadAsync(name, cancellationToken);

    /// <inheritdoc/>
    public async Task WriteAsync(string name, string value, CancellationToken cancellationToken)
    {
        try
        {
            await vault.SetSecretAsync(new KeyVaultSecret(name, value), cancellationToken);
        }
        catch (Exception fault) when (IsOfTheVault(fault))
        {
            throw Unanswered(name, "written to", fault);
        }
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            await vault.StartDeleteSecretAsync(name, cancellationToken);
        }
        catch (RequestFailedException fault) when (fault.Status == 404)
        {
            // Another run has already deleted it.
        }
        catch (Exception fault) when (IsOfTheVault(fault))
        {
            throw Unanswered(name, "deleted from", fault);
        }
    }

    private static bool IsOfTheVault(Exception fault) => fault is RequestFailedException or AuthenticationFailedException or AggregateException;

    private static CredentialException Unanswered(string name, string what, Exception fault)
    {
        var status = fault is RequestFailedException { Status: > 0 } answered ? $" The vault answered {answered.Status} {answered.ErrorCode}." : "";
        return new CredentialException($"The secret '{name}' cannot be {what} the vault.{status}", fault);
    }
}
