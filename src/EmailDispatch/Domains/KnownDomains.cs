using System.Collections.Concurrent;
using EmailDispatch.Emails.Idn;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Domains;

/// <summary>
/// Caches the domains of tenants while emails are accepted and sent. They are loaded at first use and refreshed every few minutes in the background,
/// so emails do not wait for storage. If storage fails, hangs or has an unreadable row, the cached domains stay in use, or none are known: this must
/// never keep an email from being sent.
/// </summary>
public sealed partial class KnownDomains(DomainTable table, TimeProvider time, ILogger<KnownDomains> logger)
{
    /// <summary>How long cached domains are used before they are refreshed.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    internal const int Capacity = 1_000;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, Entry> _tenants = new();

    internal int Count => _tenants.Count;

    /// <summary>Finds a domain of a tenant; null if the tenant has not added it, or this is not known.</summary>
    public async ValueTask<MailDomain?> FindAsync(string tenant, string name, CancellationToken cancellationToken) =>
        DomainName.TryToAscii(name, out var ascii) ? (await ReadAsync(tenant, cancellationToken)).GetValueOrDefault(ascii.ToLowerInvariant()) : null;

    /// <summary>Drops the cached domains of a tenant after a change.</summary>
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

        // Only the first emails of a tenant wait, and not for long.
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
        [LoggerMessage(8104, LogLevel.Warning, "The domains of {Tenant} could not be read; what is not known of them skips no provider and signs no email")]
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
