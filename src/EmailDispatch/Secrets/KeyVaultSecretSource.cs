using Azure;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;

namespace EmailDispatch.Secrets;

/// <summary>Secrets in an Azure Key Vault, always the newest version.</summary>
public sealed class KeyVaultSecretSource(SecretClient vault) : ISecretSource
{
    /// <inheritdoc/>
    public async Task<string> ReadAsync(string name, CancellationToken cancellationToken) => (await GetAsync(name, cancellationToken)).Value;

    /// <inheritdoc/>
    public async Task<SecretDates?> FindDatesAsync(string name, CancellationToken cancellationToken)
    {
        var properties = (await GetAsync(name, cancellationToken)).Properties;
        return new SecretDates(properties.CreatedOn, properties.ExpiresOn);
    }

    private async Task<KeyVaultSecret> GetAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return (await vault.GetSecretAsync(name, cancellationToken: cancellationToken)).Value;
        }
        catch (RequestFailedException fault) when (fault.Status == 404)
        {
            throw new CredentialException($"The secret '{name}' is not in the vault.", fault);
        }
        catch (Exception fault) when (fault is RequestFailedException or AuthenticationFailedException or AggregateException)
        {
            // The SDK throws an AggregateException after three tries without an answer.
            var status = fault is RequestFailedException { Status: > 0 } answered ? $" The vault answered {answered.Status} {answered.ErrorCode}." : "";
            throw new CredentialException($"The secret '{name}' cannot be read from the vault.{status}", fault);
        }
    }
}
