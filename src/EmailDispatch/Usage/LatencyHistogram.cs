using System.Globalization;
using System.Text;

namespace EmailDispatch.Usage;

/// <summary>
/// Counts latencies in buckets of a quarter octave: each is 19 % wider than the one before, so percentiles have that accuracy, from a millisecond to
/// months. Histograms can be added.
/// </summary>
/// <remarks>Bucket 0 is below 1 ms; bucket n is from 2^((n-1)/4) ms to below 2^(n/4) ms; the last one also counts everything longer.</remarks>
public sealed class LatencyHistogram : IEquatable<LatencyHistogram>
{
    // 2^36 ms is about two years.
    private const int BucketCount = (36 * 4) + 1;

    private static readonly double[] UpperBounds = [.. Enumerable.Range(0, BucketCount).Select(n => Math.Pow(2, n / 4.0))];

    // Only the buckets from the lowest to the highest used one: most histograms have few latencies, or none.
    private long[] _counts = [];
    private int _first;

    public long Count { get; private set; }

    /// <summary>Parses the format of <see cref="ToString"/>.</summary>
    /// <exception cref="FormatException">The text is not in this format.</exception>
    public static LatencyHistogram Parse(string text)
    {
        var histogram = new LatencyHistogram();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = part.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0
                || !int.TryParse(part.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var bucket) || bucket >= BucketCount
                || !long.TryParse(part.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            {
                throw new FormatException($"'{part}' is no bucket of a histogram.");
            }

            histogram.AddTo(bucket, count);
        }

        return histogram;
    }

    /// <summary>Counts a latency. A negative one, possible only if clocks differ, counts as zero.</summary>
    public void Add(TimeSpan latency)
    {
        var found = Array.BinarySearch(UpperBounds, latency.TotalMilliseconds);

        // A bound belongs to the bucket above it.
        AddTo(Math.Min(found >= 0 ? found + 1 : ~found, BucketCount - 1), 1);
    }

    public void Add(LatencyHistogram other)
    {
        for (var n = 0; n < other._counts.Length; n++)
            AddTo(other._first + n, other._counts[n]);
    }

    /// <summary>
    /// The latency in milliseconds that this share of the emails did not exceed, interpolated within its bucket; null if the histogram is empty.
    /// </summary>
    /// <param name="share">From 0 to 1; 0.95 for p95.</param>
    public double? Percentile(double share)
    {
        if (Count == 0)
            return null;

        var rank = share * Count;
        var below = 0L;
        for (var n = 0; n < _counts.Length; n++)
        {
            var (bucket, count) = (_first + n, _counts[n]);
            if (count > 0 && (below + count >= rank || n == _counts.Length - 1))
            {
                var lower = bucket == 0 ? 0 : UpperBounds[bucket - 1];
                return lower + ((UpperBounds[bucket] - lower) * Math.Max(0, rank - below) / count);
            }

            below += count;
        }

        return null;
    }

    /// <summary>The bucket and count of each bucket that is not empty, such as <c>40:3,41:17</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        for (var n = 0; n < _counts.Length; n++)
        {
            if (_counts[n] > 0)
                text.Append(CultureInfo.InvariantCulture, $"{(text.Length == 0 ? "" : ",")}{_first + n}:{_counts[n]}");
        }

        return text.ToString();
    }

    /// <inheritdoc />
    public bool Equals(LatencyHistogram? other) => other is not null && Count == other.Count && ToString() == other.ToString();

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as LatencyHistogram);

    /// <inheritdoc />
    public override int GetHashCode() => Count.GetHashCode();

    private void AddTo(int bucket, long count)
    {
        if (count == 0)
            return;

        var low = _counts.Length == 0 ? bucket : Math.Min(_first, bucket);
        var length = Math.Max(_first + _counts.Length, bucket + 1) - low;
        if (length > _counts.Length)
        {
            var wider = new long[length];
            _counts.CopyTo(wider, _counts.Length == 0 ? 0 : _first - low);
            (_first, _counts) = (low, wider);
        }

        _counts[bucket - _first] += count;
        Count += count;
    }
}
