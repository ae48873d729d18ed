namespace EmailDispatch.Usage;

/// <summary>The figures of one hour and one value of a dimension.</summary>
/// <param name="Hour">The hour's beginning, UTC.</param>
/// <param name="Value">The value; empty where the dimension has none.</param>
/// <param name="Figures">The figures.</param>
public sealed record UsageRow(DateTimeOffset Hour, string Value, UsageFigures Figures);
