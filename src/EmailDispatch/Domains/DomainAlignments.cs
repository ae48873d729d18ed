using System.Collections.Concurrent;
using EmailDispatch.Emails.Idn;
using EmailDispatch.Providers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Domains;

/// <summary>
/// Tells, while emails are taken and sent, which providers would fail DMARC for a from-domain that is known. A tenant's domains are read once
/// and then every few minutes in the background, so an email waits for no storage. While storage fails, hangs or has a row that cannot be read,
/// what was read before counts, or nothing is known and no provider is skipped: this must never keep an email from being sent.
/// </summary>
public sealed partial class DomainAlignments(DomainTable table, IOptions<DomainOptions> options, TimeProvider time, ILogger<DomainAlignments> logger)
{
    /// <summary>How long what was read is used without looking again.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    internal const int Capacity = 1_000;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, Entry> _tenants = new();

    internal int Count => _tenants.Count;

    /// <summary>What a check has found of a provider for a domain; null for nothing, or where the provider has another service since.</summary>
    internal static ProviderAlignment? Find(MailDomain domain, ProviderOptions provider) =>
        domain.Result?.Alignment.FirstOrDefault(alignment => alignment.Provider == provider.Name && alignment.Preset == provider.Preset);

    /// <summary>Whether emails from a domain fail DMARC by these providers, as far as is known.</summary>
    /// <returns>The names of those that fail it; none where the setting is off.</returns>
    public async ValueTask<IReadOnlyList<string>> FindFailingAsync(string tenant, string fromDomain, IEnumerable<ProviderOptions> providers, CancellationToken cancellationToken)
    {
        if (options.Value.RequireAlignment == AlignmentRule.Off || !DomainName.TryToAscii(fromDomain, out var ascii))
            return [];

        var domains = await ReadAsync(tenant, cancellationToken);
        return domains.TryGetValue(ascii.ToLowerInvariant(), out var domain)
            ? [.. providers.Where(provider => !provider.Rewrites(fromDomain) && Find(domain, provider)?.Dmarc == Alignment.Fail).Select(provider => provider.Name)]
            : [];
    }

    /// <summary>The providers that are not to be used for a domain; none unless the setting is <see cref="AlignmentRule.Skip"/>.</summary>
    public ValueTask<IReadOnlyList<string>> FindSkippedAsync(string tenant, string fromDomain, IEnumerable<ProviderOptions> providers, CancellationToken cancellationToken) =>
        options.Value.RequireAlignment == AlignmentRule.Skip ? FindFailingAsync(tenant, fromDomain, providers, cancellationToken) : new([]);

    /// <summary>A domain of a tenant has changed.</summary>
    internal void Forget(string tenant) => _tenants.TryRemove(tenant, out _);

    private async ValueTask<IReadOnlyDictionary<string, MailDomain>> ReadAsync(string tenant, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_tenants.Count >= Capacity && !_tenants.ContainsKey(tenant))
            _tenants.Clear();

        var entry = _tenants.GetOrAdd(tenant, _ => new Entry());
        Task reading;
        lock (entry)
        {
            if (now >= entry.RefreshAt)
                (entry.RefreshAt, entry.Reading) = (now + Lifetime, LoadAsync(tenant, entry));
            reading = entry.Reading;
        }

        // Only the first emails of a tenant wait, and not long.
        if (entry.Domains is null && !reading.IsCompleted)
            await Task.WhenAny(reading, Task.Delay(LongestWait, time, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
        return entry.Domains ?? Entry.None;
    }

    private async Task LoadAsync(string tenant, Entry entry)
    {
        try
        {
            entry.Domains = (await table.ListAsync(tenant, CancellationToken.None)).ToDictionary(domain => domain.Name);
        }
#pragma warning disable CA1031 // Whatever it is, emails are sent without it.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Log.NotRead(logger, fault, tenant);
            entry.Domains ??= Entry.None;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(8104, LogLevel.Warning, "The domains of {Tenant} could not be read; no provider is skipped because of what is not known")]
        public static partial void NotRead(ILogger logger, Exception fault, string tenant);
    }

    private sealed class Entry
    {
        public static readonly IReadOnlyDictionary<string, MailDomain> None = new Dictionary<string, MailDomain>();

        public DateTimeOffset RefreshAt { get; set; }

        public Task Reading { get; set; } = Task.CompletedTask;

        public IReadOnlyDictionary<string, MailDomain>? Domains { get; set; }
    }
}
