using System.Collections.Concurrent;
using Azure;
using EmailDispatch.Secrets;
using EmailDispatch.Storage;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Suppressions;

/// <summary>
/// The do-not-send lists of all tenants. Almost no recipient is on the list, and in-memory fingerprints (<see cref="TenantFingerprints"/>) rule out
/// most of them without a request. For the others the row is read, so removing an address takes effect immediately. An address added by another
/// instance takes effect here within a minute.
/// </summary>
public sealed class SuppressionList(SuppressionStore store, TimeProvider time, ILogger<SuppressionList> logger, AddressHashes? hashes = null)
{
    private readonly ConcurrentDictionary<string, TenantFingerprints> _tenants = new();

    /// <summary>Refreshes the fingerprints if they are due, so lookups can answer from memory if possible.</summary>
    /// <exception cref="RequestFailedException">Storage fails, and nothing was read before.</exception>
    public Task EnsureFreshAsync(string tenant, CancellationToken cancellationToken) => Of(tenant).EnsureFreshAsync(cancellationToken);

    /// <summary>Finds the addresses that are on the list, keyed as given.</summary>
    /// <exception cref="RequestFailedException">Storage fails, so it is unknown which addresses are on the list.</exception>
    public async Task<IReadOnlyDictionary<string, Suppression>> FindAsync(
        string tenant, IEnumerable<string> addresses, CancellationToken cancellationToken)
    {
        var fingerprints = Of(tenant);
        await fingerprints.EnsureFreshAsync(cancellationToken);
        var rows = await Task.WhenAll(addresses.Select(async address => (Address: address, Row: await FindAsync(fingerprints, tenant, address, cancellationToken))));
        return rows.Where(found => found.Row is not null).ToDictionary(found => found.Address, found => found.Row!);
    }

    /// <summary>Returns a page of a tenant's list.</summary>
    public async Task<RowPage<Suppression>> ListAsync(SuppressionQuery query, CancellationToken cancellationToken)
    {
        if (query.Address is not { } address)
            return await store.ListAsync(query, cancellationToken);
        return new RowPage<Suppression>(await ReadAsync(query.Tenant, address, cancellationToken) is { } one && query.Matches(one) ? [one] : [], Next: null);
    }

    /// <summary>Finds the entry of an address, even if it is erased; null if there is none.</summary>
    /// <exception cref="RequestFailedException">Storage fails, so it is unknown whether the address is on the list.</exception>
    public async Task<Suppression?> ReadAsync(string tenant, string address, CancellationToken cancellationToken)
    {
        if (await store.ReadAsync(tenant, address, cancellationToken) is { } found)
            return found;

        var fingerprints = Of(tenant);
        await fingerprints.EnsureFreshAsync(cancellationToken);
        return fingerprints.HasErased ? await store.ReadByKeyAsync(tenant, await ErasedKeyAsync(tenant, address, cancellationToken), cancellationToken) : null;
    }

    /// <summary>Adds an address unless it is already on the list.</summary>
    /// <returns>Whether it was added.</returns>
    public async Task<bool> AddAsync(Suppression suppression, CancellationToken cancellationToken)
    {
        var isNew = await store.TryAddAsync(suppression, cancellationToken);
        Of(suppression.Tenant).Add(suppression.Key);
        return isNew;
    }

    /// <summary>Removes an address from the list.</summary>
    /// <returns>Whether it was on the list.</returns>
    public async Task<bool> RemoveAsync(string tenant, string address, CancellationToken cancellationToken)
    {
        // The fingerprints stay: another address may have the same one.
        var isRemoved = await store.TryDeleteAsync(tenant, SuppressionKey.Of(address), cancellationToken);
        await Of(tenant).EnsureFreshAsync(cancellationToken);
        return (Of(tenant).HasErased && await store.TryDeleteAsync(tenant, await ErasedKeyAsync(tenant, address, cancellationToken), cancellationToken)) || isRemoved;
    }

    /// <summary>Removes an entry, also that of an erased address.</summary>
    /// <returns>Whether it was on the list.</returns>
    public Task<bool> RemoveAsync(Suppression entry, CancellationToken cancellationToken) => store.TryDeleteAsync(entry.Tenant, entry.Key, cancellationToken);

    private async Task<Suppression?> FindAsync(TenantFingerprints fingerprints, string tenant, string address, CancellationToken cancellationToken)
    {
        var key = SuppressionKey.Of(address);
        if (fingerprints.MayContain(SuppressionKey.FingerprintOf(key)) && await store.ReadByKeyAsync(tenant, key, cancellationToken) is { } found)
            return found;
        if (!fingerprints.HasErased)
            return null;

        key = await ErasedKeyAsync(tenant, address, cancellationToken);
        return fingerprints.MayContain(SuppressionKey.FingerprintOf(key)) ? await store.ReadByKeyAsync(tenant, key, cancellationToken) : null;
    }

    private async Task<string> ErasedKeyAsync(string tenant, string address, CancellationToken cancellationToken)
    {
        try
        {
            return SuppressionKey.OfErased(await hashes!.OfAsync(tenant, address, cancellationToken));
        }
        catch (CredentialException fault)
        {
            throw new RequestFailedException($"Erased addresses of the do-not-send list cannot be compared: {fault.Message}", fault);
        }
    }

    private TenantFingerprints Of(string tenant) => _tenants.GetOrAdd(tenant, name => new TenantFingerprints(store, name, time, logger));
}
