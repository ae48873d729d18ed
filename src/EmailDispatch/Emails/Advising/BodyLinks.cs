using System.Buffers;

namespace EmailDispatch.Emails.Advising;

/// <summary>The links in a body, found in linear time. <paramref name="Examined"/> is the number of characters read.</summary>
internal readonly record struct BodyLinks(int Count, bool HasShortener, long Examined)
{
    private static readonly SearchValues<char> NotInAddress = SearchValues.Create(" \t\r\n<>\"");

    /// <summary>Finds the web links in <c>a</c> elements.</summary>
    public static BodyLinks OfHtml(ReadOnlySpan<char> html)
    {
        var links = default(BodyLinks);
        while (html.IndexOf('<') is >= 0 and var start)
        {
            html = html[(start + 1)..];
            var end = html.IndexOfAny('<', '>');
            var tag = end < 0 ? html : html[..end];
            links = links with { Examined = links.Examined + start + tag.Length + 1 };
            if (tag.Length > 1 && tag[0] is 'a' or 'A' && char.IsWhiteSpace(tag[1]))
                links = links.With(TargetOf(tag), isRelativeAllowed: true);

            html = html[tag.Length..];
        }

        return links;
    }

    /// <summary>Finds the <c>http://</c> and <c>https://</c> URLs in plain text.</summary>
    public static BodyLinks OfText(ReadOnlySpan<char> text)
    {
        var links = default(BodyLinks);
        while (text.IndexOf("://") is >= 0 and var colon)
        {
            var scheme = text[..colon].EndsWith("https", StringComparison.OrdinalIgnoreCase) ? "https" : "http";
            var rest = text[(colon + 3)..];
            var length = rest.IndexOfAny(NotInAddress);
            length = length < 0 ? rest.Length : length;
            links = links with { Examined = links.Examined + colon + 3 + length };
            if (text[..colon].EndsWith(scheme, StringComparison.OrdinalIgnoreCase))
                links = links.With(text.Slice(colon - scheme.Length, scheme.Length + 3 + length), isRelativeAllowed: false);

            text = rest[length..];
        }

        return links;
    }

    private BodyLinks With(ReadOnlySpan<char> url, bool isRelativeAllowed)
    {
        var host = HostOf(url, isRelativeAllowed);
        return host.Length == 0 ? this : this with { Count = Count + 1, HasShortener = HasShortener || UrlShorteners.Contains(host) };
    }

    private static ReadOnlySpan<char> TargetOf(ReadOnlySpan<char> tag)
    {
        while (tag.IndexOf("href", StringComparison.OrdinalIgnoreCase) is > 0 and var at)
        {
            // Skips data-href and parts of other attribute values.
            var isName = char.IsWhiteSpace(tag[at - 1]);
            tag = tag[(at + 4)..];
            var value = tag.TrimStart();
            if (!isName || !value.StartsWith('='))
                continue;

            value = value[1..].TrimStart();
            if (value.Length == 0)
                return [];

            var quote = value[0] is '"' or '\'' ? value[..1] : [];
            value = value[quote.Length..];
            var end = quote.Length > 0 ? value.IndexOf(quote[0]) : value.IndexOfAny(" \t\r\n");
            return (end < 0 ? value : value[..end]).Trim();
        }

        return [];
    }

    /// <summary>Returns the host of a URL without user and port (RFC 3986 section 3.2), or an empty span.</summary>
    private static ReadOnlySpan<char> HostOf(ReadOnlySpan<char> url, bool isRelativeAllowed)
    {
        var rest = url.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? url[8..]
            : url.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? url[7..]
            : isRelativeAllowed && url.StartsWith("//") ? url[2..]
            : [];
        var end = rest.IndexOfAny("/?#\\");
        var authority = end < 0 ? rest : rest[..end];
        var host = authority[(authority.LastIndexOf('@') + 1)..];
        var port = host.IndexOf(':');
        return (port < 0 ? host : host[..port]).TrimEnd(".,;)]'");
    }
}
