using EmailDispatch.Emails;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Access;

/// <summary>
/// Issues, lists, changes and revokes keys. A request applies to the tenant of the calling key; only an operator key
/// (<see cref="ApiKey.IsOperator"/>) can name another tenant. A key cannot issue keys with more permissions: its sender domains, recipients and
/// provider headers also limit the keys it issues. IP ranges and rates are not inherited, because they restrict how one key is used, not what its
/// holder may do.
/// </summary>
public sealed partial class ApiKeyManagement(ApiKeyTable table, ApiKeyCache cache, TimeProvider time, ILogger<ApiKeyManagement> logger)
{
    /// <summary>Whether a key may manage the keys of a tenant; null is its own tenant.</summary>
    public static bool MayManage(ApiKey by, string? tenant) => tenant is null || tenant == by.Tenant || by.IsOperator;

    /// <summary>Issues a key. The caller must check <see cref="MayManage"/> first.</summary>
    public async Task<ApiKeyResult> IssueAsync(ApiKey by, ApiKeyRequest request, CancellationToken cancellationToken)
    {
        var errors = request.FromDomains.Select((domain, index) => (domain, index))
            .Where(asked => !DomainPattern.MatchesAnyWholly(by.FromDomains, asked.domain))
            .Select(asked => new FieldError($"from_domains[{asked.index}]", $"must be within the domains of the calling key: {string.Join(", ", by.FromDomains)}"))
            .ToList();
        errors.AddRange(FindBeyond(by.Recipients, request.Recipients));
        var recipients = new RecipientRules
        {
            DeliverOnlyTo = request.Recipients.DeliverOnlyTo.Count > 0 ? request.Recipients.DeliverOnlyTo : by.Recipients.DeliverOnlyTo,
            RedirectTo = request.Recipients.RedirectTo ?? by.Recipients.RedirectTo,
        };
        if (errors.Count == 0 && ApiKeyRules.FindConflict(recipients, request.ProviderHeaders) is { } conflict)
            errors.Add(new FieldError(conflict.Field, conflict.Fault));
        else if (request.ProviderHeaders == true && !by.MaySetProviderHeaders)
            errors.Add(new FieldError("provider_headers", "must not be true: the calling key may not set them itself"));
        if (errors.Count > 0)
            return new ApiKeyResult(null, errors);

        var token = ApiKeyHash.NewKey();
        var hash = ApiKeyHash.Of(token);
        var key = new ApiKey
        {
            Id = hash.Id,
            Name = request.Name,
            Tenant = request.Tenant ?? by.Tenant,
            Scopes = request.Scopes,
            FromDomains = request.FromDomains.Count > 0 ? request.FromDomains : by.FromDomains,
            Recipients = recipients,
            IpRanges = request.IpRanges,
            ProviderHeaders = request.ProviderHeaders ?? (by.MaySetProviderHeaders ? null : false),
            RatePerSecond = request.RatePerSecond,
            CreatedAt = time.GetUtcNow(),
        };
        await table.InsertAsync(key, hash, cancellationToken);
        Log.Issued(logger, key.Id, key.Tenant, by.Id);
        return new ApiKeyResult(new IssuedKey(key, token), []);
    }

    /// <summary>Lists the keys of a tenant, newest first, without those from the settings.</summary>
    public Task<IReadOnlyList<ApiKey>> ListAsync(string tenant, CancellationToken cancellationToken) => table.ListAsync(tenant, cancellationToken);

    public async Task<ApiKey?> FindAsync(string tenant, string id, CancellationToken cancellationToken) =>
        (await table.FindAsync(tenant, id, cancellationToken))?.Key;

    /// <summary>
    /// Changes a key's name or scopes: immediately on this instance, within <see cref="ApiKeyCache.Lifetime"/> on the others. A key cannot change its
    /// own scopes, or those of a key with permissions it lacks. The caller must check <see cref="MayManage"/> first.
    /// </summary>
    /// <returns>The key after the change, or null if the tenant has no key with this id; and the reason if the change was rejected.</returns>
    public async Task<(ApiKey? Key, FieldError? Refusal)> UpdateAsync(
        ApiKey by, string tenant, string id, ApiKeyUpdate update, CancellationToken cancellationToken)
    {
        if (await table.FindAsync(tenant, id, cancellationToken) is not { } found)
            return (null, null);
        if (update.Scopes is { } scopes && scopes != found.Key.Scopes && FindRefusal(by, found.Key) is { } refusal)
            return (found.Key, refusal);

        var key = found.Key with { Name = update.Name ?? found.Key.Name, Scopes = update.Scopes ?? found.Key.Scopes };
        if (!await table.TryMergeAsync(ApiKeyRow.ToUpdate(key), cancellationToken))
            return (null, null);

        cache.Replace(found.Hash, key);
        Log.Updated(logger, key.Id, tenant, by.Id);
        return (key, null);
    }

    private static FieldError? FindRefusal(ApiKey by, ApiKey key)
    {
        if (key.Id == by.Id)
            return new FieldError("scopes", "of the calling key cannot be changed; use another key");
        if (key.FromDomains.Count == 0 ? by.FromDomains.Count > 0 : !key.FromDomains.All(domain => DomainPattern.MatchesAnyWholly(by.FromDomains, domain)))
            return new FieldError("scopes", "of a key that may send from other domains than the calling key cannot be changed");
        if (!by.Recipients.Include(key.Recipients))
            return new FieldError("scopes", "of a key that may send to other recipients than the calling key cannot be changed");
        return key.MaySetProviderHeaders && !by.MaySetProviderHeaders
            ? new FieldError("scopes", "of a key that may set provider headers cannot be changed with one that may not")
            : null;
    }

    /// <summary>Revokes a key: immediately on this instance, within <see cref="ApiKeyCache.Lifetime"/> on the others.</summary>
    /// <returns>Whether the key existed.</returns>
    public async Task<bool> RevokeAsync(ApiKey by, string tenant, string id, CancellationToken cancellationToken)
    {
        if (await table.DeleteAsync(tenant, id, cancellationToken) is not { } hash)
            return false;

        cache.Revoke(hash);
        Log.Revoked(logger, hash.Id, tenant, by.Id);
        return true;
    }

    private static IEnumerable<FieldError> FindBeyond(RecipientRules own, RecipientRules asked)
    {
        foreach (var (index, _) in asked.DeliverOnlyTo.Index().Where(listed => !own.IsListedWholly(listed.Item)))
            yield return new FieldError($"deliver_only_to[{index}]", $"must be among the recipients of the calling key: {string.Join(", ", own.DeliverOnlyTo)}");
        if (own.RedirectTo is { } address && asked.RedirectTo is { } other && !RecipientRules.IsSame(address, other))
            yield return new FieldError("redirect_to", $"must be that of the calling key, {address}");
    }

    private static partial class Log
    {
        [LoggerMessage(4101, LogLevel.Information, "API key {Id} of {Tenant} issued by the key {By}")]
        public static partial void Issued(ILogger logger, string id, string tenant, string by);

        [LoggerMessage(4103, LogLevel.Information, "API key {Id} of {Tenant} changed by the key {By}")]
        public static partial void Updated(ILogger logger, string id, string tenant, string by);

        [LoggerMessage(4102, LogLevel.Information, "API key {Id} of {Tenant} revoked by the key {By}")]
        public static partial void Revoked(ILogger logger, string id, string tenant, string by);
    }
}

/// <summary>The result of a request to issue a key.</summary>
/// <param name="Issued">The key; null if there are errors.</param>
/// <param name="Errors">All errors, each with its field.</param>
public sealed record ApiKeyResult(IssuedKey? Issued, IReadOnlyList<FieldError> Errors);

/// <summary>A key that was just issued. This is not a record, whose <c>ToString</c> would contain the key.</summary>
public sealed class IssuedKey(ApiKey key, string token)
{
    public ApiKey Key => key;

    /// <summary>The key itself, shown only once.</summary>
    public string Token => token;
}
