using System.Collections.Concurrent;
using Azure;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Suppressions;

/// <summary>
/// The do-not-send lists of all tenants. Almost no recipient is on the list, and in-memory fingerprints (<see cref="TenantFingerprints"/>) rule out
/// most of them without a request. For the others the row is read, so removing an address takes effect immediately. An address added by another
/// instance takes effect here within a minute.
/// </summary>
public sealed class SuppressionList(SuppressionStore store, TimeProvider time, ILogger<SuppressionList> logger)
{
    private readonly ConcurrentDictionary<string, TenantFingerprints> _tenants = new();

    /// <summary>Refreshes the fingerprints if they are due, so <see cref="FindAsync"/> can answer from memory if possible.</summary>
    /// <exception cref="RequestFailedException">Storage fails, and nothing was read before.</exception>
    public Task EnsureFreshAsync(string tenant, CancellationToken cancellationToken) => Of(tenant).EnsureFreshAsync(cancellationToken);

    /// <summary>Finds the addresses that are on the list, keyed as given.</summary>
    /// <exception cref="RequestFailedException">Storage fails, so it is unknown which addresses are on the list.</exception>
    public async Task<IReadOnlyDictionary<string, Suppression>> FindAsync(
        string tenant, IEnumerable<string> addresses, CancellationToken cancellationToken)
    {
        var fingerprints = Of(tenant);
        await fingerprints.EnsureFreshAsync(cancellationToken);
        var suspects = addresses.Where(address => fingerprints.MayContain(FingerprintOf(address)));
        var rows = await Task.WhenAll(suspects.Select(async address => (Address: address, Row: await store.ReadAsync(tenant, address, cancellationToken))));
        return rows.Where(found => found.Row is not null).ToDictionary(found => found.Address, found => found.Row!);
    }

    /// <summary>Adds an address unless it is already on the list.</summary>
    /// <returns>Whether it was added.</returns>
    public async Task<bool> AddAsync(Suppression suppression, CancellationToken cancellationToken)
    {
        var isNew = await store.TryAddAsync(suppression, cancellationToken);
        Of(suppression.Tenant).Add(FingerprintOf(suppression.Address));
        return isNew;
    }

    /// <summary>Removes an address from the list.</summary>
    /// <returns>Whether it was on the list.</returns>
    public Task<bool> RemoveAsync(string tenant, string address, CancellationToken cancellationToken) =>
        // The fingerprint stays: another address may have the same one.
        store.TryDeleteAsync(tenant, address, cancellationToken);

    private TenantFingerprints Of(string tenant) => _tenants.GetOrAdd(tenant, name => new TenantFingerprints(store, name, time, logger));

    private static ulong FingerprintOf(string address) => SuppressionKey.FingerprintOf(SuppressionKey.Of(address));
}
