using EmailDispatch.Access;
using EmailDispatch.Domains.Signing;
using EmailDispatch.Emails;
using EmailDispatch.Providers;

namespace EmailDispatch.Domains;

/// <summary>Manages the domains of a tenant. An API key that is restricted to some domains can manage only those.</summary>
public sealed class DomainManagement(DomainTable table, ProviderCatalogue providers, KnownDomains known, DomainKeys keys, TimeProvider time)
{
    /// <summary>Adds a domain. It is checked later, by the timer or on request.</summary>
    public async Task<DomainOutcome> AddAsync(ApiKey by, DomainRequest request, CancellationToken cancellationToken)
    {
        var name = request.Name!;
        if (!by.MaySendFrom(name))
            return DomainOutcome.Restricted;
        if ((await table.ListAsync(by.Tenant, cancellationToken)).Count >= DomainTable.MaxPerTenant)
            return DomainOutcome.Refused(new FieldError("name", $"cannot be added: a tenant has at most {DomainTable.MaxPerTenant} domains"));

        var domain = Apply(request, new MailDomain { Id = DomainId.Of(by.Tenant, name), Tenant = by.Tenant, Name = name, CreatedAt = time.GetUtcNow() });
        if (await table.FindAsync(by.Tenant, domain.Id, cancellationToken) is not null)
            return AlreadyAdded(domain);
        if (FindFault(request) is { } fault)
            return DomainOutcome.Refused(fault);

        var made = await keys.MakeAsync(domain, request.Algorithms ?? [], cancellationToken);
        domain = domain with { Keys = made };
        if (!await keys.TryWriteAsync(domain, made, () => table.TryAddAsync(domain, cancellationToken)))
            return AlreadyAdded(domain);

        known.Forget(by.Tenant);
        return new DomainOutcome(domain, null);
    }

    /// <summary>The domains that an API key may manage, by name.</summary>
    public async Task<IReadOnlyList<MailDomain>> ListAsync(ApiKey by, CancellationToken cancellationToken) =>
        [.. (await table.ListAsync(by.Tenant, cancellationToken)).Where(domain => by.MaySendFrom(domain.Name))];

    /// <summary>The domain with this id; null if there is none that the API key may manage.</summary>
    public async Task<MailDomain?> FindAsync(ApiKey by, string id, CancellationToken cancellationToken) =>
        await table.FindAsync(by.Tenant, id, cancellationToken) is { } domain && by.MaySendFrom(domain.Name) ? domain : null;

    /// <returns>The changed domain, or why it was not changed; null if there is no domain with this id.</returns>
    public async Task<DomainOutcome?> UpdateAsync(ApiKey by, string id, DomainRequest update, CancellationToken cancellationToken)
    {
        while (await FindAsync(by, id, cancellationToken) is { } found)
        {
            if (FindFault(update) is { } fault)
                return DomainOutcome.Refused(fault);

            // Private keys are deleted first, so that a failure leaves none that no row names.
            var wanted = update.Algorithms ?? [.. found.Keys.Select(key => key.Algorithm)];
            var dropped = found.Keys.Where(key => !wanted.Contains(key.Algorithm)).ToList();
            await keys.RemoveAsync(found, dropped, cancellationToken);
            var made = await keys.MakeAsync(found, wanted.Except(found.Keys.Select(key => key.Algorithm)), cancellationToken);

            // A check may run in between; its findings about the remaining keys are kept.
            if (await TryReplaceAsync(Apply(update, found) with { Keys = [.. found.Keys.Except(dropped), .. made] }, made, cancellationToken) is { } changed)
                return changed;
        }

        return null;
    }

    /// <summary>Creates new DKIM keys, which sign once their records are published. If such keys are already waiting, nothing changes.</summary>
    /// <returns>The changed domain, or why there are no new keys; null if there is no domain with this id.</returns>
    public async Task<DomainOutcome?> RotateAsync(ApiKey by, string id, CancellationToken cancellationToken)
    {
        while (await FindAsync(by, id, cancellationToken) is { } found)
        {
            if (found.Keys.Count == 0)
                return DomainOutcome.Refused(new FieldError("dkim_algorithms", "is empty, so there are no keys to rotate"));
            if (FindFault(new DomainRequest { Algorithms = [DkimAlgorithm.Rsa] }) is { } fault)
                return DomainOutcome.Refused(fault);
            if (found.Keys.GroupBy(key => key.Algorithm).Any(same => same.Count() >= KeyRotation.MaxKeys))
                return DomainOutcome.Refused(new FieldError("dkim_keys", $"has {KeyRotation.MaxKeys} keys already; the oldest is removed at its removable_at"));

            var made = await keys.MakeAsync(found, KeyRotation.Rotatable(found.Keys), cancellationToken);
            if (made.Count == 0)
                return new DomainOutcome(found, null);
            if (await TryReplaceAsync(found with { Keys = [.. found.Keys, .. made] }, made, cancellationToken) is { } changed)
                return changed;
        }

        return null;
    }

    /// <summary>Removes a domain and its private keys.</summary>
    public async Task<bool> RemoveAsync(ApiKey by, string id, CancellationToken cancellationToken)
    {
        // A check may run in between and create a key.
        while (await FindAsync(by, id, cancellationToken) is { } domain)
        {
            await keys.RemoveAsync(domain, domain.Keys, cancellationToken);
            if (!await table.TryDeleteAsync(domain, cancellationToken))
                continue;
            known.Forget(by.Tenant);
            return true;
        }

        return false;
    }

    public static OwnKeyState StateOf(MailDomain domain, OwnKey key) => KeyRotation.StateOf(key, domain.Keys);

    /// <summary>When the record of a replaced key may be removed; null for a key that is not replaced.</summary>
    public DateTimeOffset? RemovableAt(OwnKey key) => keys.RemovableAt(key);

    /// <summary>The records that a domain should have, each with the result of the last check.</summary>
    public IReadOnlyList<(ExpectedRecord Record, RecordResult? Result)> RecordsOf(MailDomain domain)
    {
        var results = domain.Result?.Records.ToDictionary(result => result.Record) ?? [];
        return [.. ExpectedRecords.Of(domain, ExpectedRecords.ProvidersOf(domain, providers.All)).Select(record => (record, results.GetValueOrDefault(record.Key)))];
    }

    /// <summary>The alignment of every provider that may send for the domain.</summary>
    public IReadOnlyList<ProviderAlignment> AlignmentOf(MailDomain domain) =>
        [.. ExpectedRecords.ProvidersOf(domain, providers.All).Select(provider => DomainAlignments.Find(domain, provider) ?? new ProviderAlignment(provider.Name, provider.Preset, Alignment.Unknown, Alignment.Unknown))];

    private FieldError? FindFault(DomainRequest request) => request.Algorithms is { Count: > 0 } && !keys.CanSign
        ? new FieldError("dkim_algorithms", "cannot be set: this deployment has no place for private keys; see the settings KeyVault__DkimUri and Domains__KeyFolder")
        : null;

    private static DomainOutcome AlreadyAdded(MailDomain domain) => DomainOutcome.Refused(new FieldError("name", $"is already added, with the id {domain.Id}"));

    private async Task<DomainOutcome?> TryReplaceAsync(MailDomain changed, IReadOnlyList<OwnKey> made, CancellationToken cancellationToken)
    {
        if (!await keys.TryWriteAsync(changed, made, () => table.TryReplaceAsync(changed, cancellationToken)))
            return null;

        known.Forget(changed.Tenant);
        return new DomainOutcome(changed, null);
    }

    private static MailDomain Apply(DomainRequest request, MailDomain domain) => domain with
    {
        CustomReturnPath = request.HasCustomReturnPath ? request.CustomReturnPath : domain.CustomReturnPath,
        BimiLogo = request.HasBimiLogo ? request.BimiLogo : domain.BimiLogo,
        Providers = request.Providers ?? domain.Providers,
    };
}

/// <summary>The result of adding or changing a domain.</summary>
/// <param name="Domain">The domain; null if it was not added or changed.</param>
/// <param name="Error">The reason; null if the API key may not send from the domain.</param>
public sealed record DomainOutcome(MailDomain? Domain, FieldError? Error)
{
    internal static readonly DomainOutcome Restricted = new(null, null);

    internal static DomainOutcome Refused(FieldError error) => new(null, error);
}
