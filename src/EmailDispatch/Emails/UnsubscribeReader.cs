using System.Text;
using System.Text.Json;

namespace EmailDispatch.Emails;

/// <summary>
/// Reads <c>unsubscribe_url</c> and <c>unsubscribe_mailto</c>. Both go between angle brackets in a header (RFC 2369 section 2), so only the
/// characters of RFC 3986 are allowed; others must be percent-encoded.
/// </summary>
internal static class UnsubscribeReader
{
    // URLs are not folded, and a line has at most 998 octets (RFC 5322 section 2.1.1).
    private const int MaxLength = 900;

    private const string MailtoScheme = "mailto:";

    // RFC 3986 section 2, without the percent sign.
    private const string Specials = "-._~:/?#[]@!$&'()*+,;=";

    private static readonly string[] OwnHeaders = [UnsubscribeHeaders.Name, UnsubscribeHeaders.PostName];

    /// <summary>Reads an https URL, as RFC 8058 section 3.1 requires.</summary>
    public static string? ReadUrl(JsonElement value, string field, JsonFields fields)
    {
        if (Read(value, field, fields) is not { } text)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps && url.Host.Length > 0)
            return text;
        fields.Refuse(field, "must be an absolute https URL: a mailbox service posts to it (RFC 8058)");
        return null;
    }

    /// <summary>Reads a <c>mailto:</c> URI (RFC 6068), given as one or as an address.</summary>
    public static string? ReadMailto(JsonElement value, string field, JsonFields fields)
    {
        if (Read(value, field, fields) is not { } text)
            return null;

        var uri = text.StartsWith(MailtoScheme, StringComparison.OrdinalIgnoreCase) ? text[MailtoScheme.Length..] : text;
        var question = uri.IndexOf('?', StringComparison.Ordinal);
        var (address, query) = question < 0 ? (uri, "") : (uri[..question], uri[question..]);
        if (!EmailAddressParser.TryParse(Uri.UnescapeDataString(address), out _, out var fault))
            fields.Refuse(field, fault);
        else if (!Ascii.IsValid(Uri.UnescapeDataString(address)))
            fields.Refuse(field, "must have an address in ASCII");
        else if (HasEncodedLineBreak(query))
            fields.Refuse(field, "must not have line breaks in its header fields, encoded ones included");
        else
            return $"{MailtoScheme}{address}{query}";
        return null;
    }

    /// <summary>Rejects unsubscribe headers next to the fields: RFC 2369 section 3 allows the header only once.</summary>
    public static void CheckHeaders(IReadOnlyList<EmailHeader> headers, JsonFields fields)
    {
        foreach (var header in headers.Where(header => OwnHeaders.Contains(header.Name, StringComparer.OrdinalIgnoreCase)))
            fields.Refuse($"headers.{header.Name}", "must not be given together with unsubscribe_url or unsubscribe_mailto, which set it");
    }

    private static string? Read(JsonElement value, string field, JsonFields fields)
    {
        if (fields.Line(value, field, MaxLength) is not { } text)
            return null;

        for (var n = 0; n < text.Length; n++)
        {
            var character = text[n];
            if (char.IsAsciiLetterOrDigit(character) || Specials.Contains(character, StringComparison.Ordinal))
                continue;
            if (character == '%' && n + 2 < text.Length && char.IsAsciiHexDigit(text[n + 1]) && char.IsAsciiHexDigit(text[n + 2]))
                continue;

            fields.Refuse(field, $"must not contain {TextSafety.Show(Rune.GetRuneAt(text, n))}; percent-encode it");
            return null;
        }

        if (text.Length > 0 && !TextSafety.HasEncodedWord(text))
            return text;
        fields.Refuse(field, text.Length == 0 ? "must not be empty" : "must not have an encoded word (=?…?=); percent-encode it");
        return null;
    }

    private static bool HasEncodedLineBreak(string query) =>
        query.Contains("%0a", StringComparison.OrdinalIgnoreCase) || query.Contains("%0d", StringComparison.OrdinalIgnoreCase) || query.Contains("%00", StringComparison.Ordinal);
}
