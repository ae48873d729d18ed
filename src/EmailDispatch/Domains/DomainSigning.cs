using EmailDispatch.Domains.Signing;

namespace EmailDispatch.Domains;

/// <summary>
/// Finds the keys that sign for a from-domain: those of the very domain that the tenant added, whose records were seen. Signing helps an email to
/// arrive and never holds it: if no private key can be read, it is sent unsigned, as before the domain had keys, and counted.
/// </summary>
public sealed class DomainSigning(KnownDomains known, SigningKeys keys)
{
    /// <summary>The keys, one of each algorithm.</summary>
    /// <param name="tenant">Whose email it is.</param>
    /// <param name="fromDomain">The domain in <c>From</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The keys, and whether there should be more.</returns>
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
