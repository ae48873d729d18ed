using EmailDispatch.Secrets;

namespace EmailDispatch.Access;

/// <summary>
/// Finds what a presented key is allowed: among the keys of the settings, in the table, in the vault. What the latter two say is believed
/// for a minute.
/// </summary>
public sealed class ApiKeys(SettingsKeys settings, ApiKeyTable table, ApiKeyCache cache, TimeProvider time)
{
    /// <summary>The key that was presented; null where it is not known.</summary>
    /// <exception cref="CredentialException">It cannot be told: it may be one of the vault, which does not answer.</exception>
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
