using System.Globalization;
using System.Text;

namespace Azure.Data.Tables.Edm;

/// <summary>Literals of OData 3.0 for the holes of an interpolated filter.</summary>
internal static class ODataFilter
{
    public static string Create(FormattableString filter)
    {
        if (filter == null)
            return null;

        var literals = Array.ConvertAll(filter.GetArguments(), Literal);
        return string.Format(CultureInfo.InvariantCulture, filter.Format, literals);
    }

    public static string Escape(string text) => text.Replace("'", "''", StringComparison.Ordinal);

    private static object Literal(object value) => value switch
    {
        null => "null",
        string or char or StringBuilder => $"'{Escape(value.ToString())}'",
        bool flag => flag ? "true" : "false",
        long or ulong => string.Create(CultureInfo.InvariantCulture, $"{value}L"),
        sbyte or byte or short or ushort or int or uint or float or double or decimal => Convert.ToString(value, CultureInfo.InvariantCulture),
        Guid guid => $"guid'{guid}'",
        DateTimeOffset time => Time(time.UtcDateTime),
        DateTime time => Time(time.ToUniversalTime()),
        _ => throw new ArgumentException($"A {value.GetType()} has no literal in a filter."),
    };

    private static string Time(DateTime utc) => string.Create(CultureInfo.InvariantCulture, $"datetime'{utc:yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK}'");
}
