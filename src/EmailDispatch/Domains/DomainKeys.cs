using EmailDispatch.Domains.Signing;
using EmailDispatch.Secrets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Domains;

/// <summary>
/// Creates and deletes the DKIM keys of domains. A private key is stored before the row names it and deleted before the row drops it, so that a
/// failure leaves no private key that nobody knows of.
/// </summary>
public sealed partial class DomainKeys(DomainTable table, IOptions<DomainOptions> options, TimeProvider time, ILogger<DomainKeys> logger, ISecretStore? store = null)
{
    public bool CanSign => store is not null;

    /// <summary>When the record of a replaced key may be removed; null for a key that is not replaced.</summary>
    internal DateTimeOffset? RemovableAt(OwnKey key) => key.ReplacedAt + options.Value.DkimOverlap;

    /// <summary>Writes a row with new keys; deletes the keys if the row was not written.</summary>
    internal async Task<bool> TryWriteAsync(MailDomain domain, IReadOnlyList<OwnKey> made, Func<Task<bool>> write)
    {
        var isWritten = false;
        try
        {
            return isWritten = await write();
        }
        finally
        {
            if (!isWritten)
                await DiscardAsync(domain, made);
        }
    }

    /// <summary>Creates and stores keys that the row does not name yet.</summary>
    /// <exception cref="CredentialException">The keys could not be stored; none is left behind.</exception>
    internal async Task<IReadOnlyList<OwnKey>> MakeAsync(MailDomain domain, IEnumerable<DkimAlgorithm> algorithms, CancellationToken cancellationToken)
    {
        var made = new List<OwnKey>();
        try
        {
            foreach (var algorithm in algorithms)
            {
                var fresh = NewKey.Make(domain.Id, algorithm, time.GetUtcNow());
                made.Add(fresh.Key);
                await store!.WriteAsync(fresh.Key.SecretName(domain.Id), fresh.PrivatePem, cancellationToken);
            }

            return made;
        }
        catch
        {
            // A write that failed may still have been done.
            await DiscardAsync(domain, made);
            throw;
        }
    }

    /// <exception cref="CredentialException">The store does not answer.</exception>
    internal async Task RemoveAsync(MailDomain domain, IReadOnlyCollection<OwnKey> keys, CancellationToken cancellationToken)
    {
        foreach (var key in keys)
        {
            if (store is null)
                Log.Left(logger, null, domain.Name, domain.Tenant, key.SecretName(domain.Id));
            else
                await store.DeleteAsync(key.SecretName(domain.Id), cancellationToken);
        }
    }

    /// <summary>Deletes private keys whose row could not be written, except those that the stored row names.</summary>
    private async Task DiscardAsync(MailDomain domain, IReadOnlyList<OwnKey> made)
    {
        if (made.Count == 0)
            return;

        try
        {
            // The row may have been written although the response was lost.
            var named = (await table.FindAsync(domain.Tenant, domain.Id, CancellationToken.None))?.Keys.Select(key => key.Selector).ToHashSet() ?? [];
            await RemoveAsync(domain, [.. made.Where(key => !named.Contains(key.Selector))], CancellationToken.None);
        }
#pragma warning disable CA1031 // A key that no row names signs nothing.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Log.Left(logger, fault, domain.Name, domain.Tenant, string.Join(", ", made.Select(key => key.SecretName(domain.Id))));
        }
    }

    /// <summary>
    /// Returns the domain's keys after a check, without expired ones and with new ones that are due. A failure of the store is only logged, because
    /// the next check tries again.
    /// </summary>
    internal async Task<(IReadOnlyList<OwnKey> Keys, IReadOnlyList<OwnKey> Made)> AdvanceAsync(
        MailDomain domain, IReadOnlyDictionary<string, bool> published, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var keys = KeyRotation.Observe(domain.Keys, published, now);
        if (store is null)
            return (keys, []);

        try
        {
            var expired = KeyRotation.Expired(keys, options.Value.DkimOverlap, now);
            await RemoveAsync(domain, expired, cancellationToken);
            keys = [.. keys.Except(expired)];
            var made = await MakeAsync(domain, KeyRotation.Due(keys, options.Value.DkimKeyAge, now), cancellationToken);
            foreach (var key in made)
                Log.Made(logger, domain.Name, domain.Tenant, $"{key.RecordName}.{domain.Name}");
            return ([.. keys, .. made], made);
        }
        catch (CredentialException fault)
        {
            Log.NotAdvanced(logger, fault, domain.Name, domain.Tenant);
            return (keys, []);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(8105, LogLevel.Warning, "A new DKIM key was made for {Domain} of {Tenant}; it signs when its record {Host} is published")]
        public static partial void Made(ILogger logger, string domain, string tenant, string host);

        [LoggerMessage(8106, LogLevel.Error, "The DKIM keys of {Domain} of {Tenant} could not be renewed or cleared; the next check repeats it")]
        public static partial void NotAdvanced(ILogger logger, Exception fault, string domain, string tenant);

        [LoggerMessage(8107, LogLevel.Warning, "Unused private keys of {Domain} of {Tenant} may be left in the key store: {Names}")]
        public static partial void Left(ILogger logger, Exception? fault, string domain, string tenant, string names);
    }
}
