using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Providers.State;

/// <summary>
/// The quotas of the providers, shared by all instances through <see cref="ProviderStateTable"/>. A provider without limits costs no storage
/// operation, one with limits about one for each block of permits (<see cref="LeasedQuota"/>).
/// </summary>
public sealed class ProviderQuotas(ProviderStateTable table, TimeProvider time, ILogger<ProviderQuotas> logger)
{
    // The longest first: it is refused for the longest time, and what was taken of the others would have to be given back.
    private static readonly QuotaPeriod[] LongestFirst = [QuotaPeriod.Day, QuotaPeriod.Hour, QuotaPeriod.Second];

    private readonly ConcurrentDictionary<(string Provider, QuotaPeriod Period), LeasedQuota> _quotas = new();

    /// <summary>
    /// Takes the permit to send one message. Granted: wait for <see cref="PermitResult.Wait"/>, then send. Refused: skip the provider;
    /// it is asked again at <see cref="PermitResult.FreesAt"/>. Storage that fails does not refuse.
    /// </summary>
    public async ValueTask<PermitResult> TryTakeAsync(string provider, ProviderLimits limits, CancellationToken cancellationToken)
    {
        var permit = default(PermitResult);
        if (limits.IsUnlimited)
            return permit;

        foreach (var period in LongestFirst)
        {
            if (limits.Of(period) is not { } limit)
                continue;

            var answer = await QuotaOf(provider, period).TakeAsync(limit, cancellationToken);
            if (!answer.IsGranted)
            {
                Return(provider, permit);
                return new PermitResult { FreesAt = answer.At, UsedUp = period };
            }

            permit = period switch
            {
                QuotaPeriod.Second => permit with { Slot = answer.At, Wait = Until(answer.At) },
                QuotaPeriod.Hour => permit with { Hour = answer.At },
                _ => permit with { Day = answer.At },
            };
        }

        return permit;
    }

    /// <summary>Gives a permit back: nothing was sent with it. What was refused has nothing to give back.</summary>
    public void Return(string provider, PermitResult permit)
    {
        if (permit.Slot is { } slot)
            QuotaOf(provider, QuotaPeriod.Second).Return(slot);
        if (permit.Hour is { } hour)
            QuotaOf(provider, QuotaPeriod.Hour).Return(hour);
        if (permit.Day is { } day)
            QuotaOf(provider, QuotaPeriod.Day).Return(day);
    }

    private LeasedQuota QuotaOf(string provider, QuotaPeriod period) => _quotas.GetOrAdd((provider, period), Create);

    private LeasedQuota Create((string Provider, QuotaPeriod Period) key)
    {
        var row = new SharedRow(table, key.Provider, ProviderStateTable.KeyOf(key.Period));
        return key.Period == QuotaPeriod.Second
            ? new PacedQuota(key.Provider, row, time, logger)
            : new CountedQuota(key.Provider, key.Period, row, time, logger);
    }

    private TimeSpan Until(DateTimeOffset moment)
    {
        var wait = moment - time.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }
}

/// <summary>The answer to the wish to send one message.</summary>
public readonly record struct PermitResult
{
    /// <summary>Whether the message may be sent, after <see cref="Wait"/>.</summary>
    public bool IsGranted => FreesAt is null;

    /// <summary>Granted: how long to wait before sending, at most a little over a second; mostly zero.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>Refused: when to ask again. Set exactly when refused.</summary>
    public DateTimeOffset? FreesAt { get; init; }

    /// <summary>Refused: which quota is used up.</summary>
    public QuotaPeriod? UsedUp { get; init; }

    /// <summary>The place in the pace of the second that was taken.</summary>
    internal DateTimeOffset? Slot { get; init; }

    /// <summary>The start of the hour that was counted in.</summary>
    internal DateTimeOffset? Hour { get; init; }

    /// <summary>The start of the day that was counted in.</summary>
    internal DateTimeOffset? Day { get; init; }
}
