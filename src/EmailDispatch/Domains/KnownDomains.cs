using System.Collections.Concurrent;
using EmailDispatch.Emails.Idn;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Domains;

/// <summary>
/// The domains of tenants in memory, for emails that are taken and sent. They are read once and then every few minutes in the background, so an
/// email waits for no storage. While storage fails, hangs or has a row that cannot be read, what was read before counts, or nothing is known:
/// this must never keep an email from being sent.
/// </summary>
public sealed partial class KnownDomains(DomainTable table, TimeProvider time, ILogger<KnownDomains> logger)
{
    /// <summary>How long what was read is used without looking again.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    internal const int Capacity = 1_000;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, Entry> _tenants = new();

    internal int Count => _tenants.Count;

    /// <summary>A domain of a tenant; null where the tenant has not added it, or that is not known.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="name">The domain in any form.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<MailDomain?> FindAsync(string tenant, string name, CancellationToken cancellationToken) =>
        DomainName.TryToAscii(name, out var ascii) ? (await ReadAsync(tenant, cancellationToken)).GetValueOrDefault(ascii.ToLowerInvariant()) : null;

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
