namespace EmailDispatch.Providers.State;

/// <summary>A provider as operators see it.</summary>
public sealed record ProviderSnapshot
{
    /// <summary>The provider.</summary>
    public required string Provider { get; init; }

    /// <summary>Whether it is used.</summary>
    public required BreakerState State { get; init; }

    /// <summary>Why it is not used; null while it is.</summary>
    public FailureWeight? Reason { get; init; }

    /// <summary>Since when it is used or not; null where it was never left alone.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Until when it is left alone; null while it is used.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>What opened the breaker last; kept after it has closed.</summary>
    public LastFailure? LastFailure { get; init; }

    /// <summary>What is left of its quotas; only of those that are limited.</summary>
    public required IReadOnlyList<QuotaLeft> Quotas { get; init; }
}

/// <summary>What is left of a quota.</summary>
/// <param name="Period">The period.</param>
/// <param name="Limit">The limit.</param>
/// <param name="Left">What no instance has leased yet; an instance may hold a few unused. Null for the second, which is over at once.</param>
/// <param name="ResetsAt">When the window ends; null for the second.</param>
public sealed record QuotaLeft(QuotaPeriod Period, int Limit, int? Left, DateTimeOffset? ResetsAt);
