using EmailDispatch.Access;
using EmailDispatch.Emails;
using EmailDispatch.Providers;

namespace EmailDispatch.Domains;

/// <summary>Adds, shows, changes and removes the domains of a tenant. A key that may send from some domains only manages only those.</summary>
public sealed class DomainManagement(DomainTable table, ProviderCatalogue providers, DomainAlignments alignments, TimeProvider time)
{
    /// <summary>Adds a domain. It is checked by the timer, or when that is asked for.</summary>
    public async Task<DomainOutcome> AddAsync(ApiKey by, DomainRequest request, CancellationToken cancellationToken)
    {
        var name = request.Name!;
        if (!by.MaySendFrom(name))
            return DomainOutcome.Restricted;
        if ((await table.ListAsync(by.Tenant, cancellationToken)).Count >= DomainTable.MaxPerTenant)
            return DomainOutcome.Refused(new FieldError("name", $"cannot be added: a tenant has at most {DomainTable.MaxPerTenant} domains"));

        var domain = Apply(request, new MailDomain { Id = DomainId.Of(by.Tenant, name), Tenant = by.Tenant, Name = name, CreatedAt = time.GetUtcNow() });
        if (!await table.TryAddAsync(domain, cancellationToken))
            return DomainOutcome.Refused(new FieldError("name", $"is already added, with the id {domain.Id}"));

        alignments.Forget(by.Tenant);
        return new DomainOutcome(domain, null);
    }

    /// <summary>The domains that a key may manage, by name.</summary>
    public async Task<IReadOnlyList<MailDomain>> ListAsync(ApiKey by, CancellationToken cancellationToken) =>
        [.. (await table.ListAsync(by.Tenant, cancellationToken)).Where(domain => by.MaySendFrom(domain.Name))];

    /// <summary>A domain; null where the key may manage none of this id.</summary>
    public async Task<MailDomain?> FindAsync(ApiKey by, string id, CancellationToken cancellationToken) =>
        await table.FindAsync(by.Tenant, id, cancellationToken) is { } domain && by.MaySendFrom(domain.Name) ? domain : null;

    /// <summary>Changes a domain.</summary>
    /// <returns>The domain as it is then; null where there is none of this id.</returns>
    public async Task<MailDomain?> UpdateAsync(ApiKey by, string id, DomainRequest update, CancellationToken cancellationToken)
    {
        while (await FindAsync(by, id, cancellationToken) is { } found)
        {
            // A check may come between; what it found of the records that stay is kept.
            var changed = Apply(update, found);
            if (await table.TryReplaceAsync(changed, cancellationToken))
            {
                alignments.Forget(by.Tenant);
                return changed;
            }
        }

        return null;
    }

    /// <summary>Removes a domain.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> RemoveAsync(ApiKey by, string id, CancellationToken cancellationToken)
    {
        var isRemoved = await FindAsync(by, id, cancellationToken) is { } domain && await table.TryDeleteAsync(domain.Tenant, domain.Id, cancellationToken);
        alignments.Forget(by.Tenant);
        return isRemoved;
    }

    /// <summary>The records that a domain should have, each with what the last check found of it.</summary>
    public IReadOnlyList<(ExpectedRecord Record, RecordResult? Result)> RecordsOf(MailDomain domain)
    {
        var results = domain.Result?.Records.ToDictionary(result => result.Record) ?? [];
        return [.. ExpectedRecords.Of(domain, ExpectedRecords.ProvidersOf(domain, providers.All)).Select(record => (record, results.GetValueOrDefault(record.Key)))];
    }

    /// <summary>Which providers go with a domain.</summary>
    public IReadOnlyList<ProviderAlignment> AlignmentOf(MailDomain domain) =>
        [.. ExpectedRecords.ProvidersOf(domain, providers.All).Select(provider => DomainAlignments.Find(domain, provider) ?? new ProviderAlignment(provider.Name, provider.Preset, Alignment.Unknown, Alignment.Unknown))];

    private static MailDomain Apply(DomainRequest request, MailDomain domain) => domain with
    {
        CustomReturnPath = request.HasCustomReturnPath ? request.CustomReturnPath : domain.CustomReturnPath,
        Providers = request.Providers ?? domain.Providers,
    };
}

/// <summary>What came of adding a domain.</summary>
/// <param name="Domain">The domain; null where it was not added.</param>
/// <param name="Error">Why not; null where the key may not send from it.</param>
public sealed record DomainOutcome(MailDomain? Domain, FieldError? Error)
{
    internal static readonly DomainOutcome Restricted = new(null, null);

    internal static DomainOutcome Refused(FieldError error) => new(null, error);
}
