using System.Text.Json;
using System.Text.Json.Serialization;

namespace EmailDispatch.Naming;

/// <summary>The names of enum values in rows, requests, responses and metrics: <c>mailbox_full</c> for <c>MailboxFull</c>.</summary>
public static class EnumNames
{
    public static string ToName<T>(this T value)
        where T : struct, Enum => Names<T>.ByValue[value];

    /// <summary>Returns the value with a name; null if there is none.</summary>
    public static T? Find<T>(string? name)
        where T : struct, Enum => name is not null && Names<T>.ByName.TryGetValue(name, out var value) ? value : null;

    /// <summary>All names in the order of their values, for error messages.</summary>
    public static IEnumerable<string> All<T>()
        where T : struct, Enum => Names<T>.ByValue.Values;

    private static class Names<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<T, string> ByValue =
            Enum.GetValues<T>().ToDictionary(value => value, value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));

        public static readonly Dictionary<string, T> ByName = ByValue.ToDictionary(pair => pair.Value, pair => pair.Key);
    }
}

/// <summary>Reads and writes an enum by these names in JSON.</summary>
public sealed class EnumNameConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
