using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Providers.State;

/// <summary>
/// The quotas of the providers, shared by all instances through <see cref="ProviderStateTable"/>. A provider without limits costs no storage
/// operation; one with limits costs about one per block of permits (<see cref="LeasedQuota"/>).
/// </summary>
public sealed class ProviderQuotas(ProviderStateTable table, TimeProvider time, ILogger<ProviderQuotas> logger)
{
    // Longest first: it refuses for the longest time, and permits already taken from the others would have to be returned.
    private static readonly QuotaPeriod[] LongestFirst = [QuotaPeriod.Day, QuotaPeriod.Hour, QuotaPeriod.Minute, QuotaPeriod.Second];

    private readonly ConcurrentDictionary<(string Provider, QuotaPeriod Period), LeasedQuota> _quotas = new();

    /// <summary>
    /// Takes a permit to send one message. If granted, wait for <see cref="PermitResult.Wait"/>, then send. If refused, skip the provider and ask
    /// again at <see cref="PermitResult.FreesAt"/>. A storage failure does not refuse.
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
                QuotaPeriod.Minute => permit with { Minute = answer.At },
                QuotaPeriod.Hour => permit with { Hour = answer.At },
                _ => permit with { Day = answer.At },
            };
        }

        return permit;
    }

    /// <summary>Returns a permit with which nothing was sent. Does nothing for a refusal.</summary>
    public void Return(string provider, PermitResult permit)
    {
        if (permit.Slot is { } slot)
            QuotaOf(provider, QuotaPeriod.Second).Return(slot);
        if (permit.Minute is { } minute)
            QuotaOf(provider, QuotaPeriod.Minute).Return(minute);
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

/// <summary>The answer to a request to send one message.</summary>
public readonly record struct PermitResult
{
    /// <summary>Whether the message may be sent, after <see cref="Wait"/>.</summary>
    public bool IsGranted => FreesAt is null;

    /// <summary>How long to wait before sending: usually zero, at most slightly more than a second.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>When to ask again; null if granted.</summary>
    public DateTimeOffset? FreesAt { get; init; }

    /// <summary>Which quota is used up; null if granted.</summary>
    public QuotaPeriod? UsedUp { get; init; }

    /// <summary>The slot taken from the quota per second.</summary>
    internal DateTimeOffset? Slot { get; init; }

    /// <summary>The start of the minute the message was counted in.</summary>
    internal DateTimeOffset? Minute { get; init; }

    /// <summary>The start of the hour the message was counted in.</summary>
    internal DateTimeOffset? Hour { get; init; }

    /// <summary>The start of the day the message was counted in.</summary>
    internal DateTimeOffset? Day { get; init; }
}
