using EmailDispatch.Dispatch;
using EmailDispatch.Providers;
using EmailDispatch.Providers.State;

namespace EmailDispatch.Tests.Dispatch;

/// <summary>The words in which a tenant reads why a provider was not asked.</summary>
public sealed class SkippedProvidersTests
{
    private static readonly DateTimeOffset Until = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly ProviderOptions Provider = new() { Name = "a" };

    [Theory]
    [InlineData(FailureWeight.Counts, "half of its recent sessions failed")]
    [InlineData(FailureWeight.Unreachable, "it could not be reached")]
    [InlineData(FailureWeight.OpensLong, "its settings or account must be corrected")]
    [InlineData(FailureWeight.CoolsUntil, "a limit of the service was reached")]
    public void Paused_provider_has_its_cause_but_no_text_of_its_server(FailureWeight reason, string cause)
    {
        var breaker = new Breaker { State = BreakerState.Open, Reason = reason, Failure = new LastFailure(Until, "connection_lost", "550 secret of another email") };

        var skipped = SkippedProviders.Paused(Provider, breaker, Until);

        Assert.Equal($"a: is paused: {cause} (connection lost)", skipped.ToString());
        Assert.Equal((ProviderExclusionReason.Paused, Until), (skipped.Reason, skipped.Until));
    }

    [Fact]
    public void Probed_provider_is_not_called_broken() =>
        Assert.Equal(
            "a: is paused: another email probes whether it works again",
            SkippedProviders.Paused(Provider, new Breaker { State = BreakerState.HalfOpen, Reason = FailureWeight.Counts }, Until).ToString());

    [Fact]
    public void Used_up_quota_is_named_with_its_size_and_its_end()
    {
        var skipped = SkippedProviders.UsedUp(Provider, new ProviderLimits(PerHour: 1_500), new PermitResult { FreesAt = Until, UsedUp = QuotaPeriod.Hour });

        Assert.Equal("a: has used up its quota of 1,500 emails per hour", skipped.ToString());
        Assert.Equal(Until, skipped.Until);
    }

    [Theory]
    [InlineData(812.4, "a: had no session ready after 812 ms, so the email took that of another provider")]
    [InlineData(null, "a: kept another email waiting for a session, so the email took that of another provider")]
    public void Slow_provider_has_the_time_that_the_email_waited(double? milliseconds, string explanation)
    {
        var skipped = SkippedProviders.Slow(Provider, milliseconds is { } waited ? TimeSpan.FromMilliseconds(waited) : null);

        Assert.Equal((explanation, null), (skipped.ToString(), skipped.Until));
    }
}
