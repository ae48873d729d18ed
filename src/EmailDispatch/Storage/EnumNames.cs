namespace EmailDispatch.Storage;

/// <summary>The lower-case words for the values of an enum, in rows, requests and answers.</summary>
internal static class EnumNames<T>
    where T : struct, Enum
{
    private static readonly Dictionary<T, string> Names = Enum.GetValues<T>().ToDictionary(value => value, value => value.ToString().ToLowerInvariant());

    private static readonly Dictionary<string, T> Values = Names.ToDictionary(pair => pair.Value, pair => pair.Key);

    /// <summary>All words.</summary>
    public static IEnumerable<string> All => Names.Values;

    /// <summary>The word for a value.</summary>
    public static string Of(T value) => Names[value];

    /// <summary>The value of a word.</summary>
    public static bool TryParse(string name, out T value) => Values.TryGetValue(name, out value);
}
