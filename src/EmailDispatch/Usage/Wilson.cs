namespace EmailDispatch.Usage;

/// <summary>Wilson's score interval of a share (1927), which is also right for few emails and for shares near 0 and 1.</summary>
public static class Wilson
{
    // 95 % of a normal distribution.
    private const double Z = 1.959964;

    /// <summary>Returns the low and high end, rounded to six digits; null if there is nothing to take a share of.</summary>
    public static IReadOnlyList<double>? IntervalOf(long count, long total)
    {
        if (total <= 0)
            return null;

        // An attempt that failed over may be counted where its report is not.
        var share = Math.Min(1, (double)count / total);
        var scale = 1 + (Z * Z / total);
        var middle = (share + (Z * Z / (2 * total))) / scale;
        var half = Z * Math.Sqrt((share * (1 - share) / total) + (Z * Z / (4.0 * total * total))) / scale;
        return [Math.Round(Math.Max(0, middle - half), 6), Math.Round(Math.Min(1, middle + half), 6)];
    }
}
