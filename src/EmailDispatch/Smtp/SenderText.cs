using System.Text.RegularExpressions;

namespace EmailDispatch.Smtp;

internal static partial class SenderText
{
    /// <summary>Removes quoted strings (RFC 5322 section 3.2.4) and encoded words.</summary>
    public static string WithoutQuotes(string value) => Quoted().Replace(value, "");

    [GeneratedRegex("""
        "(?:[^"\\]|\\.)*"|=\?[^? ]*\?[bq]\?[^? ]*\?=
        """, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Quoted();
}
