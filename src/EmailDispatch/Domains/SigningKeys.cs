using System.Collections.Concurrent;
using EmailDispatch.Domains.Signing;
using EmailDispatch.Secrets;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Domains;

/// <summary>
/// Caches private keys. Each is read at first use and kept, because it never changes. If a read fails, it is retried after 30 seconds; no email waits
/// longer than two seconds.
/// </summary>
public sealed partial class SigningKeys(TimeProvider time, ILogger<SigningKeys> logger, ISecretStore? store = null)
{
    internal const int Capacity = 2_000;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestRead = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<(string Domain, string Selector), Entry> _keys = new();

    internal int Count => _keys.Count;

    /// <summary>Returns the private key of a domain's key; null if it cannot be read now.</summary>
    internal async ValueTask<SigningKey?> FindAsync(MailDomain domain, OwnKey key, CancellationToken cancellationToken)
    {
        // A domain id belongs to one tenant.
        var name = (domain.Id, key.Selector);
        if (_keys.Count >= Capacity && !_keys.ContainsKey(name))
            _keys.Clear();

        var entry = _keys.GetOrAdd(name, _ => new Entry());
        Task<SigningKey?> reading;
        lock (entry)
        {
            if (entry.Reading is null || (entry.Reading is { IsCompleted: true, Result: null } && time.GetUtcNow() >= entry.RetryAt))
                entry.Reading = Task.Run(() => ReadAsync(domain, key, entry), CancellationToken.None);
            reading = entry.Reading;
        }

        if (!reading.IsCompleted)
            await Task.WhenAny(reading, Task.Delay(LongestWait, time, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
        return reading.IsCompleted ? await reading : null;
    }

    private async Task<SigningKey?> ReadAsync(MailDomain domain, OwnKey key, Entry entry)
    {
        try
        {
            using var limit = new CancellationTokenSource(LongestRead, time);
            return store is null
                ? throw new CredentialException("There is no store for private keys.")
                : SigningKey.Read(domain.Name, key, await store.ReadAsync(key.SecretName(domain.Id), limit.Token));
        }
#pragma warning disable CA1031 // Whatever it is, emails are sent without it.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            entry.RetryAt = time.GetUtcNow() + PauseAfterFailure;
            Log.NotRead(logger, fault, key.Selector, domain.Name, domain.Tenant);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(8108, LogLevel.Error, "The private key {Selector} of {Domain} of {Tenant} cannot be read; until it can, emails are signed with the previous key, or not at all")]
        public static partial void NotRead(ILogger logger, Exception fault, string selector, string domain, string tenant);
    }

    private sealed class Entry
    {
        public Task<SigningKey?>? Reading { get; set; }

        public DateTimeOffset RetryAt { get; set; }
    }
}
