using Microsoft.Extensions.Configuration;

namespace EmailDispatch.Secrets;

/// <summary>Secrets in the settings, as <c>Secrets:{name}</c>, for development machines.</summary>
public sealed class SettingsSecretSource(IConfiguration configuration) : ISecretSource
{
    /// <inheritdoc/>
    public Task<string> ReadAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult(configuration[$"Secrets:{name}"] ?? throw new CredentialException($"The secret '{name}' is not set."));
}
