using EmailDispatch.Usage;

namespace EmailDispatch.Tests.Usage;

public sealed class LatencyHistogramTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1000)]
    [InlineData(1024)]
    [InlineData(86_400_000)]
    [InlineData(2_592_000_000)]
    public void Percentiles_of_one_time_are_right_to_a_fifth(double milliseconds)
    {
        var histogram = new LatencyHistogram();

        histogram.Add(TimeSpan.FromMilliseconds(milliseconds));

        foreach (var share in (double[])[0, 0.5, 0.95, 1])
            Assert.InRange(histogram.Percentile(share)!.Value, milliseconds / 1.2, Math.Max(1, milliseconds * 1.2));
    }

    [Fact]
    public void Percentiles_of_many_times_are_those_of_the_times_to_a_fifth()
    {
        var random = new Random(5);
        var times = Enumerable.Range(0, 10_000).Select(_ => Math.Exp(random.NextDouble() * 15)).Order().ToList();
        var histogram = new LatencyHistogram();

        times.ForEach(time => histogram.Add(TimeSpan.FromMilliseconds(time)));

        foreach (var share in (double[])[0.5, 0.95, 0.99])
            Assert.InRange(histogram.Percentile(share)!.Value, times[(int)(share * times.Count)] / 1.2, times[(int)(share * times.Count)] * 1.2);
    }

    [Fact]
    public void Percentile_is_interpolated_within_its_bucket()
    {
        var histogram = new LatencyHistogram();
        for (var n = 0; n < 100; n++)
            histogram.Add(TimeSpan.FromMilliseconds(17));

        Assert.Equal(16, histogram.Percentile(0));
        Assert.Equal(16 + ((Math.Pow(2, 4.25) - 16) / 2), histogram.Percentile(0.5)!.Value, 6);
    }

    [Fact]
    public void Percentile_of_nothing_is_none() => Assert.Null(new LatencyHistogram().Percentile(0.5));

    [Fact]
    public void Negative_time_counts_as_none_and_endless_one_in_the_last_bucket()
    {
        var histogram = new LatencyHistogram();

        histogram.Add(TimeSpan.FromSeconds(-1));
        histogram.Add(TimeSpan.MaxValue);

        Assert.Equal("0:1,144:1", histogram.ToString());
    }

    [Fact]
    public void Histogram_is_read_as_it_was_written()
    {
        var histogram = new LatencyHistogram();
        foreach (var milliseconds in (int[])[0, 1, 5, 5, 700, 90_000])
            histogram.Add(TimeSpan.FromMilliseconds(milliseconds));

        var read = LatencyHistogram.Parse(histogram.ToString());

        Assert.Equal(histogram, read);
        Assert.Equal(6, read.Count);
        Assert.Equal(new LatencyHistogram(), LatencyHistogram.Parse(""));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("1:")]
    [InlineData("145:1")]
    [InlineData("-1:1")]
    public void Text_that_is_no_histogram_is_refused(string text) => Assert.Throws<FormatException>(() => LatencyHistogram.Parse(text));

    [Fact]
    public void Sum_of_parts_is_the_whole()
    {
        var (whole, part, other) = (new LatencyHistogram(), new LatencyHistogram(), new LatencyHistogram());
        for (var n = 0; n < 1000; n++)
        {
            whole.Add(TimeSpan.FromMilliseconds(n * n));
            (n % 3 == 0 ? part : other).Add(TimeSpan.FromMilliseconds(n * n));
        }

        part.Add(other);

        Assert.Equal(whole, part);
    }
}
