using EmailDispatch.Emails;
using EmailDispatch.Providers;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Access;

/// <summary>
/// Issues, lists and revokes keys. One request concerns one tenant: that of the key that asks. Only the operator's key
/// (<see cref="ApiKey.IsOperator"/>) may name another, so whoever administers a tenant cannot reach beyond it. And nobody gives what they
/// have not got: where the key that asks may send from some domains only, so may those it issues, and likewise provider headers. Its IP ranges and rate are its own matter:
/// they say how this one key is used, not what its holder may do.
/// </summary>
public sealed partial class ApiKeyManagement(ApiKeyTable table, ApiKeyCache cache, TimeProvider time, ILogger<ApiKeyManagement> logger)
{
    /// <summary>Whether a key may manage the keys of a tenant.</summary>
    /// <param name="by">The key that asks.</param>
    /// <param name="tenant">The tenant; null for its own.</param>
    public static bool MayManage(ApiKey by, string? tenant) => tenant is null || tenant == by.Tenant || by.IsOperator;

    /// <summary>Issues a key.</summary>
    /// <param name="by">The key that asks. <see cref="MayManage"/> has to be asked before.</param>
    /// <param name="request">What it is to be.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ApiKeyResult> IssueAsync(ApiKey by, ApiKeyRequest request, CancellationToken cancellationToken)
    {
        var errors = request.FromDomains.Select((domain, index) => (domain, index))
            .Where(asked => !DomainPattern.MatchesAnyWholly(by.FromDomains, asked.domain))
            .Select(asked => new FieldError($"from_domains[{asked.index}]", $"must be within the domains of the key that asks: {string.Join(", ", by.FromDomains)}"))
            .ToList();
        if (request.ProviderHeaders == true && !by.MaySetProviderHeaders)
            errors.Add(new FieldError("provider_headers", "must not be true: the key that asks may not set them itself"));
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
            IpRanges = request.IpRanges,
            ProviderHeaders = request.ProviderHeaders ?? (by.MaySetProviderHeaders ? null : false),
            RatePerSecond = request.RatePerSecond,
            CreatedAt = time.GetUtcNow(),
        };
        await table.InsertAsync(key, hash, cancellationToken);
        Log.Issued(logger, key.Id, key.Tenant, by.Id);
        return new ApiKeyResult(new IssuedKey(key, token), []);
    }

    /// <summary>The keys of a tenant, newest first; not those of the settings.</summary>
    public Task<IReadOnlyList<ApiKey>> ListAsync(string tenant, CancellationToken cancellationToken) => table.ListAsync(tenant, cancellationToken);

    /// <summary>Revokes a key: at once on this instance, within <see cref="ApiKeyCache.Lifetime"/> on the others.</summary>
    /// <returns>Whether the tenant had such a key.</returns>
    public async Task<bool> RevokeAsync(ApiKey by, string tenant, string id, CancellationToken cancellationToken)
    {
        // Anything else is no id of ours, and storage would choke on some of it.
        if (!Guid.TryParseExact(id, "D", out var known) || await table.DeleteAsync(tenant, known.ToString("D"), cancellationToken) is not { } hash)
            return false;

        cache.Revoke(hash);
        Log.Revoked(logger, known.ToString("D"), tenant, by.Id);
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(4101, LogLevel.Information, "API key {Id} of {Tenant} issued by the key {By}")]
        public static partial void Issued(ILogger logger, string id, string tenant, string by);

        [LoggerMessage(4102, LogLevel.Information, "API key {Id} of {Tenant} revoked by the key {By}")]
        public static partial void Revoked(ILogger logger, string id, string tenant, string by);
    }
}
