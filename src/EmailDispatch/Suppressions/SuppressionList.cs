using System.Collections.Concurrent;
using Azure;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Suppressions;

/// <summary>
/// The do-not-send lists of all tenants. Nearly all recipients are not on it, and fingerprints in memory rule them out without a request
/// (<see cref="TenantFingerprints"/>). For the others the row is read, so a removed address is sent to immediately. An address added by
/// another instance is known here within a minute.
/// </summary>
public sealed class SuppressionList(SuppressionStore store, TimeProvider time, ILogger<SuppressionList> logger)
{
    private readonly ConcurrentDictionary<string, TenantFingerprints> _tenants = new();

    /// <summary>Makes sure that <see cref="FindAsync"/> can answer, from memory if at all possible.</summary>
    /// <exception cref="RequestFailedException">Storage fails, and nothing was read before.</exception>
    public Task EnsureFreshAsync(string tenant, CancellationToken cancellationToken) => Of(tenant).EnsureFreshAsync(cancellationToken);

    /// <summary>Those of some addresses that are on the list, by the address as it was given.</summary>
    /// <exception cref="RequestFailedException">Storage fails, and it cannot be told who is on the list.</exception>
    public async Task<IReadOnlyDictionary<string, Suppression>> FindAsync(
        string tenant, IEnumerable<string> addresses, CancellationToken cancellationToken)
    {
        var fingerprints = Of(tenant);
        await fingerprints.EnsureFreshAsync(cancellationToken);
        var suspects = addresses.Where(address => fingerprints.MayContain(FingerprintOf(address)));
        var rows = await Task.WhenAll(suspects.Select(async address => (Address: address, Row: await store.ReadAsync(tenant, address, cancellationToken))));
        return rows.Where(found => found.Row is not null).ToDictionary(found => found.Address, found => found.Row!);
    }

    /// <summary>Puts an address on the list, if it is not there.</summary>
    /// <returns>Whether it was not.</returns>
    public async Task<bool> AddAsync(Suppression suppression, CancellationToken cancellationToken)
    {
        var isNew = await store.TryAddAsync(suppression, cancellationToken);
        Of(suppression.Tenant).Add(FingerprintOf(suppression.Address));
        return isNew;
    }

    /// <summary>Takes an address off the list.</summary>
    /// <returns>Whether it was there.</returns>
    public Task<bool> RemoveAsync(string tenant, string address, CancellationToken cancellationToken) =>
        // Its fingerprint stays: another address may have the same.
        store.TryDeleteAsync(tenant, address, cancellationToken);

    private TenantFingerprints Of(string tenant) => _tenants.GetOrAdd(tenant, name => new TenantFingerprints(store, name, time, logger));

    private static ulong FingerprintOf(string address) => SuppressionKey.FingerprintOf(SuppressionKey.Of(address));
}
