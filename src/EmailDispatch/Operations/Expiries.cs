using EmailDispatch.Access;
using EmailDispatch.Domains;
using EmailDispatch.Naming;
using EmailDispatch.Providers;
using EmailDispatch.Providers.State;
using EmailDispatch.Secrets;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Operations;

/// <summary>
/// Lists certificates and secrets of providers, which stop sending when they expire, and secrets, API keys and DKIM keys that are old enough to be
/// replaced or revoked.
/// </summary>
public sealed partial class Expiries(
    ProviderCatalogue catalogue, ProviderSnapshots snapshots, ISecretSource secrets, ApiKeyManagement keys, DomainTable domains, TimeProvider time, ILogger<Expiries> logger)
{
    private static readonly TimeSpan OldSecret = TimeSpan.FromDays(180);
    private static readonly TimeSpan OldKey = TimeSpan.FromDays(365);
    private static readonly TimeSpan UnusedKey = TimeSpan.FromDays(30);

    /// <summary>Lists those of a tenant and of the providers that serve it, by date; those without a date come last.</summary>
    /// <exception cref="ProviderStateUnavailableException">Storage failed.</exception>
    public async Task<IReadOnlyList<Expiry>> ListAsync(string tenant, CancellationToken cancellationToken)
    {
        var own = catalogue.All.Where(p => p.Tenants.Count == 0 || p.Tenants.Contains(tenant)).ToList();
        IEnumerable<Expiry> found =
        [
            .. await OfProvidersAsync(own, cancellationToken),
            .. (await keys.ListAsync(tenant, cancellationToken)).Select(OfKey).OfType<Expiry>(),
            .. (await domains.ListAsync(tenant, cancellationToken)).SelectMany(OfDomain),
        ];
        return [.. found.OrderBy(expiry => expiry.ExpiresAt ?? DateTimeOffset.MaxValue).ThenBy(expiry => expiry.Kind).ThenBy(expiry => expiry.Name, StringComparer.Ordinal)];
    }

    /// <summary>Logs what expires in 30, 7 or 1 days, and every day what has expired. Call it once a day.</summary>
    public async Task ReportAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var expiry in await OfProvidersAsync([.. catalogue.All.Where(p => p.Enabled)], cancellationToken))
        {
            if (expiry.DaysLeft(now) is 30 or 7 or <= 1)
                Log.Expires(logger, expiry.Kind.ToName(), expiry.Name, expiry.ExpiresAt!.Value, expiry.Advice);
        }
    }

    private async Task<IReadOnlyList<Expiry>> OfProvidersAsync(IReadOnlyList<ProviderOptions> providers, CancellationToken cancellationToken)
    {
        var states = await snapshots.ReadAsync(providers.Select(p => (p.Name, ProviderLimits.None)), cancellationToken);
        var certificates = providers.Zip(states).Where(p => p.Second.LastTest?.CertificateExpiresAt is not null).Select(p => new Expiry(
            ExpiryKind.ProviderCertificate, p.First.Name, p.Second.LastTest!.CertificateExpiresAt,
            p.First.CertificatePin.Length > 0
                ? $"Add the pin of the next certificate of {p.First.Host} to CertificatePin before it is changed."
                : $"The operator of {p.First.Host} must renew it; emails use other providers from then on."));
        var secrets = await Task.WhenAll(providers.Where(p => p.Secret.Length > 0 && !p.IsManaged).Select(p => OfSecretAsync(p, cancellationToken)));
        return [.. certificates, .. secrets.OfType<Expiry>()];
    }

    private async Task<Expiry?> OfSecretAsync(ProviderOptions provider, CancellationToken cancellationToken)
    {
        try
        {
            if (await secrets.FindDatesAsync(provider.Secret, cancellationToken) is not { } dates)
                return null;

            var age = time.GetUtcNow() - dates.ChangedAt;
            if (dates.ExpiresAt is null && !(age >= OldSecret))
                return null;
            return new Expiry(
                ExpiryKind.ProviderSecret, provider.Name, dates.ExpiresAt,
                age >= OldSecret ? $"Unchanged for {age.Value.Days} days. Replace it at the provider and store the new one." : "Replace it at the provider and store the new one before.");
        }
        catch (CredentialException)
        {
            return new Expiry(ExpiryKind.ProviderSecret, provider.Name, null, "It cannot be read now, so its expiration date is unknown.");
        }
    }

    private Expiry? OfKey(ApiKey key)
    {
        var age = time.GetUtcNow() - key.CreatedAt;
        if (key.LastUsedAt is null && age >= UnusedKey)
            return new Expiry(ExpiryKind.ApiKey, key.Name, null, $"Issued {age.Value.Days} days ago and never used. Revoke it.") { Id = key.Id };
        return age >= OldKey ? new Expiry(ExpiryKind.ApiKey, key.Name, null, $"Issued {age.Value.Days} days ago. Issue a new key and revoke this one.") { Id = key.Id } : null;
    }

    // The timer makes a new key long before: its record was not published.
    private IEnumerable<Expiry> OfDomain(MailDomain domain) => domain.Keys
        .Where(key => key.ReplacedAt is null && time.GetUtcNow() - key.CreatedAt >= OldKey)
        .Select(key => new Expiry(
            ExpiryKind.DkimKey, $"{key.RecordName}.{domain.Name}", null,
            $"Made {(time.GetUtcNow() - key.CreatedAt).Days} days ago. Publish the record of its successor, which GET /domains/{domain.Id} lists."));

    private static partial class Log
    {
        [LoggerMessage(2801, LogLevel.Warning, "Expiry: {Kind} of {Name} expires at {ExpiresAt:O}. {Advice}")]
        public static partial void Expires(ILogger logger, string kind, string name, DateTimeOffset expiresAt, string advice);
    }
}

/// <summary>Something that expires, or is old enough to be replaced.</summary>
public sealed record Expiry(ExpiryKind Kind, string Name, DateTimeOffset? ExpiresAt, string Advice)
{
    /// <summary>The id of an API key; null for other kinds.</summary>
    public string? Id { get; init; }

    /// <summary>Whole days left, rounded up, negative after expiry; null if no date is known.</summary>
    public int? DaysLeft(DateTimeOffset now) => ExpiresAt is { } at ? (int)Math.Ceiling((at - now).TotalDays) : null;
}

public enum ExpiryKind
{
    /// <summary>The TLS certificate that a provider's server presented in its last test.</summary>
    ProviderCertificate,

    /// <summary>The secret in Key Vault that a provider's password or OAuth 2.0 client is read from.</summary>
    ProviderSecret,

    ApiKey,

    /// <summary>A DKIM key that was made here and still signs.</summary>
    DkimKey,
}
