using EmailDispatch.Naming;

namespace EmailDispatch.Usage;

/// <summary>Dimensions in the API, where the name of a pair is both names: <c>provider,tag</c>.</summary>
public static class UsageDimensions
{
    /// <summary>Separates the values of a pair. Provider names do not contain it.</summary>
    private const char Separator = ',';

    /// <summary>All names.</summary>
    public static IEnumerable<string> All => Enum.GetValues<UsageDimension>().Select(ToQueryName);

    public static string ToQueryName(this UsageDimension dimension) => dimension.ToName().Replace('_', Separator);

    /// <summary>Returns the dimension with a name. The names of a pair may be in any order, and the domain may be called <c>recipient_domain</c>.</summary>
    public static UsageDimension? Find(string text)
    {
        var names = text.Split(Separator, StringSplitOptions.TrimEntries).Select(name => name == "recipient_domain" ? "domain" : name).ToList();
        if (names is [_, "provider"])
            names.Reverse();
        return names.Exists(name => name.Contains('_', StringComparison.Ordinal)) ? null : EnumNames.Find<UsageDimension>(string.Join('_', names));
    }

    internal static bool IsPair(this UsageDimension dimension) => dimension >= UsageDimension.ProviderStream;

    internal static string Pair(string provider, string value) => $"{provider}{Separator}{value}";

    /// <summary>The values of a line; the second is null unless the dimension is a pair.</summary>
    public static (string First, string? Second) Split(this UsageDimension dimension, string value)
    {
        var end = dimension.IsPair() ? value.IndexOf(Separator, StringComparison.Ordinal) : -1;
        return end < 0 ? (value, null) : (value[..end], value[(end + 1)..]);
    }
}
