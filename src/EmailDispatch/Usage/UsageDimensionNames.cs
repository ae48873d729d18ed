namespace EmailDispatch.Usage;

/// <summary>The words of <see cref="UsageDimension"/> in rows and requests.</summary>
public static class UsageDimensionNames
{
    private static readonly Dictionary<UsageDimension, string> Names = Enum.GetValues<UsageDimension>().ToDictionary(d => d, d => d.ToString().ToLowerInvariant());

    private static readonly Dictionary<string, UsageDimension> Dimensions = Names.ToDictionary(pair => pair.Value, pair => pair.Key);

    /// <summary>All words, for error messages.</summary>
    public static IEnumerable<string> All => Names.Values;

    /// <summary>The word for a dimension.</summary>
    public static string ToName(this UsageDimension dimension) => Names[dimension];

    /// <summary>The dimension a word stands for.</summary>
    public static bool TryParse(string name, out UsageDimension dimension) => Dimensions.TryGetValue(name, out dimension);
}
