using EmailDispatch.Usage;

namespace EmailDispatch.Functions.Http;

/// <summary>The answer of <c>GET /usage</c>.</summary>
/// <param name="From">The first hour.</param>
/// <param name="To">The first hour that no longer counts.</param>
/// <param name="By">What it is told apart by.</param>
/// <param name="Interval">The periods: <c>hour</c> or <c>day</c>.</param>
/// <param name="Data">By period and value; a period in which nothing was accepted has no line.</param>
/// <param name="Values">By value over the whole range, whose percentiles cannot be had from those of the periods.</param>
/// <param name="Totals">The sum of <paramref name="Data"/>.</param>
public sealed record UsageView(
    string From, string To, string By, string Interval, IReadOnlyList<UsageFiguresView> Data, IReadOnlyList<UsageFiguresView> Values, UsageFiguresView Totals)
{
    /// <summary>What this is.</summary>
    public string Object { get; } = "usage";

    /// <summary>A report as the API shows it.</summary>
    public static UsageView Of(UsageReport report) => new(
        ApiTime.Write(report.Query.From),
        ApiTime.Write(report.Query.To),
        report.Query.Dimension.ToName(),
        report.Query.Interval == UsageInterval.Day ? "day" : "hour",
        [.. report.Lines.Select(line => UsageFiguresView.Of(ApiTime.Write(line.Period), line.Value, line.Figures))],
        [.. report.Values.Select(value => UsageFiguresView.Of(null, value.Key, value.Value))],
        UsageFiguresView.Of(null, null, report.Totals));
}
