using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Providers.State;

/// <summary>
/// The circuit breakers of the providers, shared by all instances.
/// <list type="number">
/// <item>Ask before an attempt. While breakers are closed this costs one query for all providers every 5 s, only while emails are sent;
/// while one is open, every second.</item>
/// <item>A failure opens the breaker according to its weight (<see cref="FailureWeight"/>): at once in this instance, and by one write in the
/// others.</item>
/// <item>When the pause ends, one attempt across all instances probes the provider, claimed by a guarded write of the row. If it does not report
/// within 10 s, another one may. A pause until a limit resets is probed after a tenth of it, and ends without a probe.</item>
/// <item>Success closes the breaker for all; a failed probe opens it again for twice the time.</item>
/// </list>
/// While storage fails, each instance relies on its own observations.
/// </summary>
public sealed partial class ProviderHealth(ProviderStateTable table, TimeProvider time, ILogger<ProviderHealth> logger)
{
    /// <summary>The maximum age of what is known from other instances.</summary>
    public static readonly TimeSpan ReadInterval = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan ConfirmInterval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, SharedBreaker> _breakers = new();
    private readonly Lock _lock = new();
    private Task _reading = Task.CompletedTask;
    private DateTimeOffset _readAt;

    /// <summary>Asks whether an attempt may go to a provider.</summary>
    public ValueTask<ProviderAdmission> TryEnterAsync(string provider, CancellationToken cancellationToken) =>
        TryEnterAsync(provider, mayProbe: true, cancellationToken);

    /// <summary>Asks whether an attempt may go to a provider, but not as the probe after a pause.</summary>
    public ValueTask<ProviderAdmission> TryEnterWithoutProbeAsync(string provider, CancellationToken cancellationToken) =>
        TryEnterAsync(provider, mayProbe: false, cancellationToken);

    private async ValueTask<ProviderAdmission> TryEnterAsync(string provider, bool mayProbe, CancellationToken cancellationToken)
    {
        if (!await IsPausedAsync(provider, cancellationToken))
            return new ProviderAdmission { Provider = provider, At = time.GetUtcNow() };

        var shared = BreakerOf(provider);
        var now = time.GetUtcNow();
        var admission = new ProviderAdmission { Provider = provider, At = now };

        if (mayProbe && shared.Current.AwaitsProbe(now) && await TryClaimProbeAsync(shared, provider, now, cancellationToken))
            return admission with { IsProbe = true };

        var breaker = shared.Current;
        return breaker.LetsAllPass(now) ? admission : admission with { ReopensAt = breaker.AskAgainAt, Reason = breaker.Reason };
    }

    /// <summary>Whether a provider is paused in any instance. A pause is confirmed, because another instance may just have ended it.</summary>
    internal async ValueTask<bool> IsPausedAsync(string provider, CancellationToken cancellationToken)
    {
        await RefreshAsync(ReadInterval).WaitAsync(cancellationToken);
        if (KnownOf(provider).LetsAllPass(time.GetUtcNow()))
            return false;

        await RefreshAsync(ConfirmInterval).WaitAsync(cancellationToken);
        return !KnownOf(provider).LetsAllPass(time.GetUtcNow());
    }

    /// <summary>Reports that the provider worked: it accepted the message, or refused it or its recipients for reasons of their own.</summary>
    public async ValueTask ReportSuccessAsync(ProviderAdmission admission, CancellationToken cancellationToken)
    {
        var breaker = BreakerOf(admission.Provider);
        if (breaker.Current.State == BreakerState.Closed)
        {
            breaker.Failures.Add(failed: false);
            return;
        }

        var now = time.GetUtcNow();
        if (await TryChangeAsync(breaker, admission.Provider, b => b.AfterSuccess(admission, now), cancellationToken))
            Log.Closed(logger, admission.Provider);
    }

    public async ValueTask ReportFailureAsync(ProviderAdmission admission, ProviderFailure failure, CancellationToken cancellationToken)
    {
        var breaker = BreakerOf(admission.Provider);
        var now = time.GetUtcNow();
        var isProbe = admission.IsProbe && breaker.Current.State != BreakerState.Closed;
        if (failure.Weight == FailureWeight.Counts && !isProbe && !breaker.Failures.Add(failed: true))
            return;

        if (await TryChangeAsync(breaker, admission.Provider, b => b.AfterFailure(failure, admission, now), cancellationToken))
            Log.Opened(logger, admission.Provider, breaker.Current.Until, failure.Weight, failure.Category, breaker.Current.Openings);
    }

    /// <summary>
    /// Ends the pause of a provider in all instances, after a passed test or on an operator's request. Without proof that emails are accepted again
    /// (<paramref name="isProof"/>), a pause until a limit resets goes on.
    /// </summary>
    /// <returns>Whether it was paused and no longer is.</returns>
    public async Task<bool> ResumeAsync(string provider, bool isProof, CancellationToken cancellationToken)
    {
        // Another instance may have opened it since the last read.
        await ReadAsync().WaitAsync(cancellationToken);
        var now = time.GetUtcNow();
        var isResumed = await TryChangeAsync(BreakerOf(provider), provider, b => b.Resumed(isProof, now), cancellationToken);
        if (isResumed)
            Log.Closed(logger, provider);
        return isResumed;
    }

    internal Breaker KnownOf(string provider) => BreakerOf(provider).Current;

    private SharedBreaker BreakerOf(string provider) => _breakers.GetOrAdd(provider, name => new SharedBreaker(table, name, time));

    private Task<bool> TryClaimProbeAsync(SharedBreaker breaker, string provider, DateTimeOffset now, CancellationToken cancellationToken) =>
        TryChangeAsync(breaker, provider, b => b.AwaitsProbe(now) ? b.Probing(now) : null, cancellationToken);

    private async Task<bool> TryChangeAsync(
        SharedBreaker breaker, string provider, Func<Breaker, Breaker?> change, CancellationToken cancellationToken)
    {
        try
        {
            return await breaker.TryChangeAsync(change, cancellationToken);
        }
        catch (ProviderStateUnavailableException fault)
        {
            Log.NotShared(logger, fault, provider);
            return true;
        }
    }

    /// <summary>Reads the breakers of all providers, unless done within this time; all callers wait for the same read.</summary>
    private Task RefreshAsync(TimeSpan interval)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (now - _readAt < interval)
                return _reading;

            _readAt = now;
            return _reading = ReadAsync();
        }
    }

    private async Task ReadAsync()
    {
        // A first read finds breakers that this instance does not know yet.
        var changes = _breakers.ToDictionary(b => b.Key, b => b.Value.Changes);
        try
        {
            foreach (var breaker in _breakers.Values)
                await breaker.ShareAsync(CancellationToken.None);

            var rows = (await table.ReadAllAsync(ProviderStateTable.BreakerKey, CancellationToken.None)).ToDictionary(row => row.PartitionKey);
            foreach (var provider in rows.Keys.Union(changes.Keys))
                await BreakerOf(provider).LearnAsync(rows.GetValueOrDefault(provider), changes.GetValueOrDefault(provider), CancellationToken.None);
        }
        catch (ProviderStateUnavailableException fault)
        {
            Log.NotRead(logger, fault);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3301, LogLevel.Warning, "Provider {Provider} is paused until {Until:O}: {Weight}, {Category}, opening {Openings}")]
        public static partial void Opened(
            ILogger logger, string provider, DateTimeOffset until, FailureWeight weight, string category, int openings);

        [LoggerMessage(3302, LogLevel.Information, "Provider {Provider} works again")]
        public static partial void Closed(ILogger logger, string provider);

        [LoggerMessage(3303, LogLevel.Warning, "Provider {Provider}: its breaker changed, but the change cannot be shared with other instances now")]
        public static partial void NotShared(ILogger logger, Exception fault, string provider);

        [LoggerMessage(3304, LogLevel.Warning, "The breakers of other instances cannot be read now")]
        public static partial void NotRead(ILogger logger, Exception fault);
    }
}

/// <summary>Whether an attempt may go to a provider. Its outcome is reported with the same admission.</summary>
public sealed record ProviderAdmission
{
    public required string Provider { get; init; }

    /// <summary>When the question was asked.</summary>
    public required DateTimeOffset At { get; init; }

    public bool IsAdmitted => ReopensAt is null;

    /// <summary>When to ask again; null if admitted.</summary>
    public DateTimeOffset? ReopensAt { get; init; }

    /// <summary>Why it was refused; null if admitted.</summary>
    public FailureWeight? Reason { get; init; }

    /// <summary>Whether this is the one attempt, across all instances, that probes whether the provider works again.</summary>
    public bool IsProbe { get; init; }
}
