using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Domains;

/// <summary>
/// Checks domains on request and by a timer: every domain once a day, and every hour if its records are missing, DNS did not answer, or emails are
/// signed for it here. When a domain is no longer verified, this is logged once; email from it is still sent.
/// </summary>
public sealed partial class DomainChecks
{
    /// <summary>The number of checks that a tenant can request at once on one instance.</summary>
    public const int MaxRequested = 4;

    private const int AtOnce = 4;

    private static readonly TimeSpan Daily = TimeSpan.FromHours(23);
    private static readonly TimeSpan Hourly = TimeSpan.FromMinutes(50);

    // A day of checks without an answer is no longer a hiccup of the resolver.
    private static readonly TimeSpan Unreachable = TimeSpan.FromHours(24);

    // The host ends a function after ten minutes.
    private static readonly TimeSpan MaxRun = TimeSpan.FromMinutes(8);

    private readonly ConcurrentDictionary<string, int> _requested = new();

    private readonly DomainTable _table;
    private readonly DomainCheck _check;
    private readonly DomainKeys _keys;
    private readonly KnownDomains _known;
    private readonly TimeProvider _time;
    private readonly ILogger<DomainChecks> _logger;

    internal DomainChecks(DomainTable table, DomainCheck check, DomainKeys keys, KnownDomains known, TimeProvider time, ILogger<DomainChecks> logger) =>
        (_table, _check, _keys, _known, _time, _logger) = (table, check, keys, known, time, logger);

    /// <summary>Checks one domain on request of its tenant, with a limit, so that a tenant cannot make this instance query DNS endlessly.</summary>
    /// <returns>The domain with the result; null if <see cref="MaxRequested"/> checks of the tenant are running.</returns>
    public async Task<MailDomain?> TryCheckAsync(MailDomain domain, CancellationToken cancellationToken)
    {
        try
        {
            return _requested.AddOrUpdate(domain.Tenant, 1, (_, running) => running + 1) > MaxRequested ? null : await CheckAsync(domain, cancellationToken);
        }
        finally
        {
            // Removed at zero, so that tenants do not accumulate.
            if (_requested.AddOrUpdate(domain.Tenant, 0, (_, running) => running - 1) == 0)
                _requested.TryRemove(KeyValuePair.Create(domain.Tenant, 0));
        }
    }

    /// <summary>Checks one domain and stores the result.</summary>
    public async Task<MailDomain> CheckAsync(MailDomain domain, CancellationToken cancellationToken)
    {
        var (result, published) = await _check.RunAsync(domain, cancellationToken);
        var isVerified = result.State == DomainState.Verified;
        var isLost = domain.IsTrusted && (result.State is DomainState.Failed or DomainState.Pending || (!isVerified && result.CheckedAt - domain.VerifiedAt >= Unreachable));
        var verifiedAt = isVerified ? result.CheckedAt : domain.VerifiedAt;
        var (keys, made) = await _keys.AdvanceAsync(domain, published, cancellationToken);
        var changed = domain with { Keys = keys, Result = result, VerifiedAt = verifiedAt, IsTrusted = isVerified || (domain.IsTrusted && !isLost) };
        if (!await _keys.TryWriteAsync(changed, made, () => _table.TryReplaceAsync(changed, cancellationToken)))
            return changed with { Keys = domain.Keys };

        _known.Forget(domain.Tenant);
        if (isVerified && !domain.IsTrusted)
            Log.Verified(_logger, domain.Name, domain.Tenant);
        if (isLost)
            Log.Lost(_logger, domain.Name, domain.Tenant, string.Join(' ', result.Records.Where(record => record.State != DomainState.Verified).Select(record => record.Problem)));
        return changed;
    }

    /// <summary>Checks the domains that are due, the longest unchecked first; those that a run does not reach come first in the next run.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var (began, now, count) = (_time.GetTimestamp(), _time.GetUtcNow(), 0);
        var due = await _table.ListKeysAsync(cancellationToken).Where(domain => IsDue(domain, now)).ToListAsync(cancellationToken);
        var limit = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(due.OrderBy(domain => domain.CheckedAt ?? DateTimeOffset.MinValue), limit, async (key, cancellation) =>
        {
            if (_time.GetElapsedTime(began) >= MaxRun)
                return;

            try
            {
                if (await _table.FindAsync(key.Tenant, key.Id, cancellation) is { } domain)
                {
                    await CheckAsync(domain, cancellation);
                    Interlocked.Increment(ref count);
                }
            }
#pragma warning disable CA1031 // One domain that cannot be checked must not keep those of others from being checked.
            catch (Exception fault) when (!cancellation.IsCancellationRequested)
#pragma warning restore CA1031
            {
                Log.NotChecked(_logger, fault, key.Id, key.Tenant);
            }
        });
        return count;
    }

    internal static bool IsDue(DomainKey domain, DateTimeOffset now) =>
        domain.CheckedAt is not { } checkedAt
        || now - checkedAt >= (domain.IsSigned || domain.State is DomainState.Pending or DomainState.TemporaryFailure ? Hourly : Daily);

    private static partial class Log
    {
        [LoggerMessage(8101, LogLevel.Information, "The domain {Domain} of {Tenant} is verified")]
        public static partial void Verified(ILogger logger, string domain, string tenant);

        [LoggerMessage(8102, LogLevel.Error, "The domain {Domain} of {Tenant} is no longer verified: {Problems}")]
        public static partial void Lost(ILogger logger, string domain, string tenant, string problems);

        [LoggerMessage(8103, LogLevel.Warning, "The domain {Id} of {Tenant} could not be checked; the next run repeats it")]
        public static partial void NotChecked(ILogger logger, Exception fault, string id, string tenant);
    }
}
