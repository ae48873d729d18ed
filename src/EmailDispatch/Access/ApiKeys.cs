using EmailDispatch.Secrets;

namespace EmailDispatch.Access;

/// <summary>Looks up presented keys in the settings, the table and the vault. Results from the table and the vault are cached for a minute.</summary>
public sealed class ApiKeys(SettingsKeys settings, ApiKeyTable table, ApiKeyCache cache, TimeProvider time)
{
    /// <summary>Finds a presented key; null if it is unknown.</summary>
    /// <exception cref="CredentialException">The key may be in the vault, which cannot be read.</exception>
    public async ValueTask<ApiKey?> FindAsync(string presented, CancellationToken cancellationToken)
    {
        var hash = ApiKeyHash.Of(presented);
        if (settings.Find(hash) is { } known)
            return known;
        if (cache.TryGet(hash, out var key))
            return key;

        var readAt = time.GetUtcNow();
        if (ApiKeyHash.IsIssued(presented))
            key = await table.FindAsync(hash, cancellationToken);
        key ??= await settings.FindSecretAsync(hash, cancellationToken);
        cache.Add(hash, key, readAt);
        return key;
    }
}
