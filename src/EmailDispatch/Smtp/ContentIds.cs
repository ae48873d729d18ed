using System.Buffers;
using System.Net;

namespace EmailDispatch.Smtp;

/// <summary>Finds the ids that an HTML body refers to with a URL of the form <c>cid:id</c> (RFC 2392), anywhere in it.</summary>
internal static class ContentIds
{
    private const string Scheme = "cid:";

    // Longer than any id, even with each character escaped twice.
    private const int MaxLength = 2_000;

    private static readonly SearchValues<char> Ends = SearchValues.Create(" \t\r\n\f\"<>)\\");

    public static HashSet<string> UsedIn(string html)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var rest = html.AsSpan();
        while (rest.IndexOf(Scheme, StringComparison.OrdinalIgnoreCase) is >= 0 and var at)
        {
            rest = rest[(at + Scheme.Length)..];
            var window = rest[..Math.Min(rest.Length, MaxLength)];
            var end = window.IndexOfAny(Ends);
            var id = end < 0 ? window : window[..end];
            Add(id);

            // An apostrophe may be part of an id, or end a value or url().
            var quote = id.IndexOf('\'');
            if (quote >= 0)
                Add(id[..quote]);
            rest = rest[id.Length..];
        }

        return ids;

        void Add(ReadOnlySpan<char> written) => ids.Add(Uri.UnescapeDataString(WebUtility.HtmlDecode(written.ToString())));
    }
}
