namespace EmailDispatch.Benchmarks.Measuring;

/// <summary>A figure to reach. What could not be measured is not reached either, and says why.</summary>
internal sealed record Figure(string Name, double? Value, string Unit, string Target, bool IsReached, string? Remark)
{
    public static Figure AtLeast(string name, double value, double target, string unit = "") =>
        new(name, value, unit, $"≥ {target}{unit}", value >= target, null);

    public static Figure AtMost(string name, double value, double target, string unit = "") =>
        new(name, value, unit, $"≤ {target}{unit}", value <= target, null);

    public static Figure NotMeasured(string name, string target, string why) => new(name, null, "", target, false, why);
}
