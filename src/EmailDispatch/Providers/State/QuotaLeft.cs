namespace EmailDispatch.Providers.State;

/// <summary>What is left of a quota.</summary>
/// <param name="Period">The period.</param>
/// <param name="Limit">The limit.</param>
/// <param name="Left">What no instance has leased yet; an instance may hold a few unused. Null for the second, which is over at once.</param>
/// <param name="ResetsAt">When the window ends; null for the second.</param>
public sealed record QuotaLeft(QuotaPeriod Period, int Limit, int? Left, DateTimeOffset? ResetsAt);
