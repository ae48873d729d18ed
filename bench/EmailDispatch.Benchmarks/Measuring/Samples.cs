namespace EmailDispatch.Benchmarks.Measuring;

/// <summary>Repeated measurements. There is no average, because one slow round would distort it.</summary>
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

    /// <summary>In the order of measurement.</summary>
    public IReadOnlyList<double> Values { get; }

    public double Median => (_sorted[(_sorted.Length - 1) / 2] + _sorted[_sorted.Length / 2]) / 2;

    public double Min => _sorted[0];

    public double Max => _sorted[^1];

    /// <summary>The smallest value that is not exceeded by this percentage of all values (nearest rank).</summary>
    public double Percentile(double percent) => _sorted[Math.Max(0, (int)Math.Ceiling(percent / 100 * _sorted.Length) - 1)];

    /// <summary>The ratio round by round, so both sides ran under the same conditions.</summary>
    public Samples RatioTo(Samples other) => new(Values.Zip(other.Values, (one, two) => one / two));
}
