using EmailDispatch.Domains.Signing;

namespace EmailDispatch.Domains;

/// <summary>
/// Finds the keys that sign for a from-domain: those of exactly this domain, added by the tenant, whose records were seen. Signing helps delivery but
/// must not stop it: if no private key can be read, the email is sent unsigned and counted.
/// </summary>
public sealed class DomainSigning(KnownDomains known, SigningKeys keys)
{
    /// <returns>The keys, and whether none is missing.</returns>
    public async ValueTask<(IReadOnlyList<SigningKey> Keys, bool IsComplete)> FindAsync(string tenant, string fromDomain, CancellationToken cancellationToken)
    {
        if (await known.FindAsync(tenant, fromDomain, cancellationToken) is not { Keys.Count: > 0 } domain)
            return ([], true);

        var (found, isComplete) = (new List<SigningKey>(), true);
        foreach (var published in KeyRotation.Signing(domain.Keys))
            isComplete &= await TryAddAsync(published);
        return (found, isComplete);

        async ValueTask<bool> TryAddAsync(IEnumerable<OwnKey> newestFirst)
        {
            foreach (var key in newestFirst)
            {
                if (await keys.FindAsync(domain, key, cancellationToken) is not { } signing)
                    continue;
                found.Add(signing);
                return true;
            }

            return false;
        }
    }
}
