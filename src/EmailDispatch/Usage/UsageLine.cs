namespace EmailDispatch.Usage;

/// <summary>One line of a report.</summary>
/// <param name="Period">The beginning of the period, UTC.</param>
/// <param name="Value">The value of the dimension; empty where it has none.</param>
/// <param name="Figures">The figures.</param>
public sealed record UsageLine(DateTimeOffset Period, string Value, UsageFigures Figures);
