using EmailDispatch.Domains.Signing;
using EmailDispatch.Secrets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Domains;

/// <summary>
/// Makes and removes the keys of domains. A private key is stored before the row names it and deleted before the row forgets it, so none is left
/// that nobody knows of.
/// </summary>
public sealed partial class DomainKeys(DomainTable table, IOptions<DomainOptions> options, TimeProvider time, ILogger<DomainKeys> logger, IKeyStore? store = null)
{
    /// <summary>Whether there is a place for private keys.</summary>
    public bool CanSign => store is not null;

    /// <summary>When the record of a replaced key is needed no longer; null for a key that is not replaced.</summary>
    internal DateTimeOffset? RemovableAt(OwnKey key) => key.ReplacedAt + options.Value.DkimOverlap;

    /// <summary>Writes a row with keys that were just made; they are deleted unless it names them.</summary>
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

    /// <summary>Makes keys that the row does not name yet.</summary>
    /// <exception cref="CredentialException">They could not be stored; none is left.</exception>
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
            // A write that failed may have been done all the same.
            await DiscardAsync(domain, made);
            throw;
        }
    }

    /// <summary>Deletes private keys that are not needed any more.</summary>
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

    /// <summary>Deletes private keys that were made for a row which could not be written, unless it was.</summary>
    private async Task DiscardAsync(MailDomain domain, IReadOnlyList<OwnKey> made)
    {
        if (made.Count == 0)
            return;

        try
        {
            // The answer to the write may have been lost.
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
    /// The keys of a domain after a check, without those that are over, with new ones where it is time. Never throws because of the store: the next
    /// check repeats what it could not do.
    /// </summary>
    /// <param name="domain">The domain before the check.</param>
    /// <param name="published">Which of its keys are published, by selector; without those that DNS did not answer for.</param>
    /// <param name="cancellationToken">Gives up.</param>
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
