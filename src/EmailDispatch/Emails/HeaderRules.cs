using System.Text;

namespace EmailDispatch.Emails;

/// <summary>Which header fields a caller may add: those that say something of their own, none that the message or its transport owns.</summary>
internal static class HeaderRules
{
    private const int MaxNameLength = 76;

    // Which the message or its transport owns, and what to do instead.
    private static readonly Dictionary<string, string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        ["From"] = "use the field from",
        ["To"] = "use the field to",
        ["Cc"] = "use the field cc",
        ["Bcc"] = "use the field bcc",
        ["Reply-To"] = "use the field reply_to",
        ["Subject"] = "use the field subject",
        ["Date"] = "it is set by the dispatcher; to send later, use the field scheduled_at",
        ["Message-ID"] = "it is set by the dispatcher, and some providers replace it; GET /emails/{id} has it as message_id, to which References and In-Reply-To of a later email may refer",
        ["Sender"] = TellsTransport,
        ["MIME-Version"] = TellsTransport,
        ["DKIM-Signature"] = TellsTransport,
        ["Return-Path"] = TellsTransport,
        ["Received"] = TellsTransport,
    };

    private const string TellsTransport = "it is set by the dispatcher or by the servers on the way";

    public static string? FindNameFault(string name)
    {
        if (name.Length is 0 or > MaxNameLength)
            return $"must have a name of 1 to {MaxNameLength} characters";

        // RFC 5322 section 2.2: printable ASCII but the colon.
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

    /// <summary>Whether a header may have the field several times (RFC 5322 section 3.6); of its own fields nobody but their reader can tell.</summary>
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
            return "must be ASCII; percent-encode what is beyond it in an address";

        // Other text beyond ASCII becomes encoded words, which are short.
        var written = HeaderText.AsciiJson(value) ?? value;
        if (!Ascii.IsValid(written) || (!isStructured && TextSafety.HasEncodedWord(written)))
            return null;
        return HeaderText.LongestLine(name, written) is var length and > HeaderText.MaxLineLength
            ? $"makes a line of {length} octets; a line may have {HeaderText.MaxLineLength}, and is only divided at blanks"
            : null;
    }
}
