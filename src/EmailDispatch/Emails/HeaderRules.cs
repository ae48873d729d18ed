using System.Text;

namespace EmailDispatch.Emails;

/// <summary>Checks the headers set by a caller: those of the message itself or its transport are not allowed.</summary>
internal static class HeaderRules
{
    private const int MaxNameLength = 76;

    // Reserved headers, and what to do instead.
    private static readonly Dictionary<string, string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        ["From"] = "use the field from",
        ["To"] = "use the field to",
        ["Cc"] = "use the field cc",
        ["Bcc"] = "use the field bcc",
        ["Reply-To"] = "use the field reply_to",
        ["Subject"] = "use the field subject",
        ["Date"] = "the dispatcher sets it; to send later, use the field scheduled_at",
        ["Message-ID"] = "the dispatcher sets it, and some providers replace it; GET /emails/{id} returns it as message_id, for References and In-Reply-To of a later email",
        ["Sender"] = TellsTransport,
        ["MIME-Version"] = TellsTransport,
        ["DKIM-Signature"] = TellsTransport,
        ["Return-Path"] = TellsTransport,
        ["Received"] = TellsTransport,
    };

    private const string TellsTransport = "the dispatcher or a server sets it";

    public static string? FindNameFault(string name)
    {
        if (name.Length is 0 or > MaxNameLength)
            return $"must have a name of 1 to {MaxNameLength} characters";

        // RFC 5322 section 2.2.
        foreach (var character in name)
        {
            if (character is <= ' ' or > '~' or ':')
                return "must have a name of printable ASCII characters without spaces and colons";
        }

        if (Reserved.TryGetValue(name, out var instead))
            return $"must not be set: {instead}";
        if (name.StartsWith("Resent-", StringComparison.OrdinalIgnoreCase))
            return $"must not be set: {TellsTransport}";
        return name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)
            ? "must not be set: it follows from html, text and attachments; the type of a file is its content_type"
            : null;
    }

    /// <summary>Whether a header may occur several times (RFC 5322 section 3.6).</summary>
    public static bool MayRepeat(string name) =>
        name.StartsWith("X-", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Comments", StringComparison.OrdinalIgnoreCase) || name.Equals("Keywords", StringComparison.OrdinalIgnoreCase);

    public static string? FindValueFault(string name, string value)
    {
        if (value.Length > EmailLimits.MaxHeaderValueLength)
            return $"must be at most {EmailLimits.MaxHeaderValueLength} characters long";

        if (TextSafety.FindUnsafe(value, allowTab: true) is { } character)
            return $"must not contain {character}";

        var isStructured = StructuredHeaders.Has(name);
        if (isStructured && !Ascii.IsValid(value) && !StructuredHeaders.TrySplit(name, value, out _, out _))
            return "must be ASCII; percent-encode other characters in addresses";

        // Other non-ASCII text becomes encoded words, which are short.
        var written = HeaderText.AsciiJson(value) ?? value;
        if (!Ascii.IsValid(written) || (!isStructured && TextSafety.HasEncodedWord(written)))
            return null;
        return HeaderText.LongestLine(name, written) is var length and > HeaderText.MaxLineLength
            ? $"makes a line of {length} octets; the limit is {HeaderText.MaxLineLength}, and lines are folded only at spaces"
            : null;
    }
}
