using EmailDispatch.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace EmailDispatch.EndToEnd.Telemetry;

/// <summary>The histograms from which a metrics backend computes percentiles.</summary>
public sealed class HistogramTests
{
    [Theory]
    [InlineData("email_dispatch.send.duration", 0.3)]
    [InlineData("email_dispatch.send.duration", 4.2)]
    [InlineData("email_dispatch.emails.latency", 0.3)]
    [InlineData("email_dispatch.emails.latency", 4.2)]
    [InlineData("email_dispatch.emails.latency", 20_000)]
    public void Percentile_is_right_within_a_factor_of_five(string instrument, double seconds)
    {
        var points = new List<(double Lower, double Upper)>();
        using var metrics = Sdk.CreateMeterProviderBuilder().AddMeter(DispatchTelemetry.Name).AddReader(new BaseExportingMetricReader(new Buckets(instrument, points))).Build();

        if (instrument.EndsWith("duration", StringComparison.Ordinal))
            DispatchTelemetry.CountAttempt("histogram-test", "sent", null, TimeSpan.FromSeconds(seconds));
        else
            DispatchTelemetry.CountFinished("sent", "histogram-test", TimeSpan.FromSeconds(seconds));
        metrics.ForceFlush();

        var (lower, upper) = Assert.Single(points);
        Assert.InRange(seconds, lower, upper);
        Assert.InRange(upper / lower, 1, 5);
    }

    /// <summary>Collects the bucket that has a value, for each series of this test.</summary>
    private sealed class Buckets(string instrument, List<(double Lower, double Upper)> found) : BaseExporter<Metric>
    {
        public override ExportResult Export(in Batch<Metric> batch)
        {
            foreach (var metric in batch)
            {
                if (metric.Name != instrument)
                    continue;

                foreach (ref readonly var point in metric.GetMetricPoints())
                {
                    var isOwn = false;
                    foreach (var tag in point.Tags)
                        isOwn |= Equals(tag.Value, "histogram-test");
                    if (isOwn)
                        Add(point);
                }
            }

            return ExportResult.Success;
        }

        private void Add(in MetricPoint point)
        {
            var lower = 0.0;
            foreach (var bucket in point.GetHistogramBuckets())
            {
                if (bucket.BucketCount > 0)
                    found.Add((lower, bucket.ExplicitBound));
                lower = bucket.ExplicitBound;
            }
        }
    }
}
