using EmailDispatch.Usage;

namespace EmailDispatch.Functions.Http;

/// <summary>How long it took from acceptance to the provider's 250, in milliseconds, right to a fifth; null where nothing was sent.</summary>
public sealed record LatencyView(double? P50, double? P95, double? P99)
{
    /// <summary>The percentiles of a histogram.</summary>
    public static LatencyView Of(LatencyHistogram histogram) => new(Rounded(histogram, 0.5), Rounded(histogram, 0.95), Rounded(histogram, 0.99));

    private static double? Rounded(LatencyHistogram histogram, double share) => histogram.Percentile(share) is { } value ? Math.Round(value, 1) : null;
}
