namespace EmailDispatch.Usage;

/// <summary>The usage of a range.</summary>
/// <param name="Query">What was asked for.</param>
/// <param name="Lines">By period and value; a period in which nothing was accepted has none.</param>
/// <param name="Values">By value, over the whole range.</param>
/// <param name="Totals">The sum of all lines. By tag, an email with two tags is in it twice.</param>
public sealed record UsageReport(
    UsageQuery Query, IReadOnlyList<UsageLine> Lines, IReadOnlyDictionary<string, UsageFigures> Values, UsageFigures Totals);

/// <summary>One line of a report.</summary>
/// <param name="Period">The beginning of the period, UTC.</param>
/// <param name="Value">The value of the dimension; empty where it has none.</param>
/// <param name="Figures">The figures.</param>
public sealed record UsageLine(DateTimeOffset Period, string Value, UsageFigures Figures);
