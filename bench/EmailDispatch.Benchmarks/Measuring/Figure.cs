namespace EmailDispatch.Benchmarks.Measuring;

/// <summary>A target figure. One that could not be measured counts as not reached, with the reason in <c>Remark</c>.</summary>
internal sealed record Figure(string Name, double? Value, string Unit, string Target, bool IsReached, string? Remark)
{
    public static Figure AtLeast(string name, double value, double target, string unit = "") =>
        new(name, value, unit, $"≥ {target}{unit}", value >= target, null);

    public static Figure AtMost(string name, double value, double target, string unit = "") =>
        new(name, value, unit, $"≤ {target}{unit}", value <= target, null);

    public static Figure NotMeasured(string name, string target, string why) => new(name, null, "", target, false, why);
}
