using System.Collections.Concurrent;
using EmailDispatch.Secrets;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Events;

/// <summary>
/// The secrets with which providers authenticate. Each is read at first use and again every ten minutes, never because a request asks for it, which
/// would let strangers put load on the vault. A secret may have several lines, each an accepted value, so that it can be replaced without a gap.
/// </summary>
public sealed partial class EventSecrets(ISecretSource source, TimeProvider time, ILogger<EventSecrets> logger)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, RefreshedValue<string[]>> _secrets = new(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="CredentialException">The secret cannot be read.</exception>
    internal async ValueTask<IReadOnlyList<string>> GetAsync(string name, CancellationToken cancellationToken) => name.Length == 0
        ? []
        : await _secrets.GetOrAdd(name, key => new RefreshedValue<string[]>(key, token => ReadAsync(key, token), fault => Log.Kept(logger, key, fault.Message), time))
            .GetAsync(cancellationToken);

    private async Task<CachedValue<string[]>> ReadAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var values = (await source.ReadAsync(name, cancellationToken)).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            return new CachedValue<string[]>(values, time.GetUtcNow() + Lifetime, DateTimeOffset.MaxValue);
        }
        catch (OperationCanceledException fault)
        {
            throw new CredentialException($"The secret '{name}' could not be read in time.", fault);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5101, LogLevel.Warning, "The secret {Secret} for events could not be refreshed; the cached one stays in use: {Fault}")]
        public static partial void Kept(ILogger logger, string secret, string fault);
    }
}
