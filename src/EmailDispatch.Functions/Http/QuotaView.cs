using EmailDispatch.Providers.State;

namespace EmailDispatch.Functions.Http;

/// <summary>What is left of a quota.</summary>
/// <param name="Period"><c>second</c>, <c>hour</c> or <c>day</c>.</param>
/// <param name="Limit">The limit.</param>
/// <param name="Left">What is left; null for the second, which is over at once.</param>
/// <param name="ResetsAt">When the whole limit is free again.</param>
public sealed record QuotaView(string Period, int Limit, int? Left, DateTimeOffset? ResetsAt)
{
    /// <summary>As the instances share it.</summary>
    public static QuotaView Of(QuotaLeft quota) => new(quota.Period.ToString().ToLowerInvariant(), quota.Limit, quota.Left, quota.ResetsAt);
}
