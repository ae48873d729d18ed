namespace EmailDispatch.Benchmarks.Measuring;

/// <summary>What was measured several times: no averages, which one slow round spoils.</summary>
internal sealed class Samples
{
    private readonly double[] _sorted;

    public Samples(IEnumerable<double> values)
    {
        Values = [.. values];
        _sorted = [.. Values.Order()];
        if (_sorted.Length == 0)
            throw new ArgumentException("Nothing was measured.", nameof(values));
    }

    /// <summary>In the order in which they were measured.</summary>
    public IReadOnlyList<double> Values { get; }

    public double Median => (_sorted[(_sorted.Length - 1) / 2] + _sorted[_sorted.Length / 2]) / 2;

    public double Min => _sorted[0];

    public double Max => _sorted[^1];

    /// <summary>The smallest value that so many percent of all do not exceed (nearest rank).</summary>
    public double Percentile(double percent) => _sorted[Math.Max(0, (int)Math.Ceiling(percent / 100 * _sorted.Length) - 1)];

    /// <summary>Round by round: what two sides met in the same moments.</summary>
    public Samples RatioTo(Samples other) => new(Values.Zip(other.Values, (one, two) => one / two));
}
