namespace EmailDispatch.Usage;

/// <summary>The usage of a range.</summary>
/// <param name="Query">What was asked for.</param>
/// <param name="Lines">By period and value; a period in which nothing was accepted has none.</param>
/// <param name="Values">By value, over the whole range.</param>
/// <param name="Totals">The sum of all lines. By tag, an email with two tags is in it twice.</param>
public sealed record UsageReport(
    UsageQuery Query, IReadOnlyList<UsageLine> Lines, IReadOnlyDictionary<string, UsageFigures> Values, UsageFigures Totals);
