using System.Text;
using System.Text.Json;

namespace EmailDispatch.Emails;

/// <summary>
/// Reads <c>unsubscribe_url</c> and <c>unsubscribe_mailto</c>. Both end up between angle brackets in a header, RFC 2369 section 2, so nothing
/// is let through that could end that: only what RFC 3986 allows in an address, everything else in its percent-encoded form.
/// </summary>
internal static class UnsubscribeReader
{
    // With the name and its brackets below the 998 octets of a line, RFC 5322 section 2.1.1: an address is not folded.
    private const int MaxLength = 900;

    private const string MailtoScheme = "mailto:";

    // RFC 3986 section 2, but the percent sign, which has a rule of its own.
    private const string Specials = "-._~:/?#[]@!$&'()*+,;=";

    private static readonly string[] OwnHeaders = [UnsubscribeHeaders.Name, UnsubscribeHeaders.PostName];

    /// <summary>An https address; RFC 8058 section 3.1 demands https for one click.</summary>
    public static string? ReadUrl(JsonElement value, string field, JsonFields fields)
    {
        if (Read(value, field, fields) is not { } text)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps && url.Host.Length > 0)
            return text;
        fields.Refuse(field, "must be an absolute https URL: a mailbox service posts to it (RFC 8058)");
        return null;
    }

    /// <summary>An address, or a <c>mailto:</c> URI with header fields such as a subject (RFC 6068).</summary>
    /// <returns>The URI.</returns>
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

    /// <summary>A header of the caller's own must not say it a second time: receivers would see two, RFC 2369 section 3 allows one.</summary>
    public static void CheckHeaders(IReadOnlyList<EmailHeader> headers, JsonFields fields)
    {
        foreach (var header in headers.Where(header => OwnHeaders.Contains(header.Name, StringComparer.OrdinalIgnoreCase)))
            fields.Refuse($"headers.{header.Name}", "must not be given together with unsubscribe_url or unsubscribe_mailto, which write it");
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

            // Half a surrogate pair does not come out of JSON.
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
