using System.Globalization;
using EmailDispatch.Naming;
using EmailDispatch.Providers;
using EmailDispatch.Providers.State;

namespace EmailDispatch.Dispatch;

/// <summary>Why a provider that may send an email was not asked, in words that a tenant may read: no text of a server, which other emails caused.</summary>
internal static class SkippedProviders
{
    public static ProviderExclusion Paused(ProviderOptions provider, Breaker breaker, DateTimeOffset until) =>
        new(provider.Name, ProviderExclusionReason.Paused, $"is paused: {Explain(breaker)}") { Until = until };

    public static ProviderExclusion UsedUp(ProviderOptions provider, ProviderLimits limits, PermitResult refused)
    {
        var period = refused.UsedUp!.Value;
        var explanation = string.Create(CultureInfo.InvariantCulture, $"has used up its quota of {limits.Of(period):N0} emails per {period.ToName()}");
        return new(provider.Name, ProviderExclusionReason.QuotaUsedUp, explanation) { Until = refused.FreesAt };
    }

    public static ProviderExclusion Busy(ProviderOptions provider, DateTimeOffset until) =>
        new(provider.Name, ProviderExclusionReason.Busy, "had no free connection") { Until = until };

    public static ProviderExclusion Slow(ProviderOptions provider, TimeSpan? after)
    {
        var explanation = after is { } waited
            ? string.Create(CultureInfo.InvariantCulture, $"had no session ready after {waited.TotalMilliseconds:0} ms, so the email took that of another provider")
            : "kept another email waiting for a session, so the email took that of another provider";
        return new(provider.Name, ProviderExclusionReason.Slow, explanation);
    }

    public static ProviderExclusion TooLarge(ProviderOptions provider) =>
        new(provider.Name, ProviderExclusionReason.Size, "takes no larger messages than the provider that refused this one for its size");

    private static string Explain(Breaker breaker)
    {
        if (breaker.State == BreakerState.HalfOpen)
            return "another email probes whether it works again";

        var cause = breaker.Reason switch
        {
            FailureWeight.Counts => "half of its recent sessions failed",
            FailureWeight.Unreachable => "it could not be reached",
            FailureWeight.OpensLong => "its settings or account must be corrected",
            _ => "a limit of the service was reached",
        };
        return breaker.Failure?.Category is { Length: > 0 } category ? $"{cause} ({category.Replace('_', ' ')})" : cause;
    }
}
