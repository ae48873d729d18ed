using System.Text;

namespace EmailDispatch.Emails;

/// <summary>Which header fields a caller may add: those that say something of their own, none that the message or its transport owns.</summary>
internal static class HeaderRules
{
    private const int MaxNameLength = 76;

    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "From", "To", "Cc", "Bcc", "Sender", "Reply-To", "Date", "Subject", "Message-ID", "MIME-Version",
        "DKIM-Signature", "Return-Path", "Received",
        "Resent-From", "Resent-To", "Resent-Cc", "Resent-Bcc", "Resent-Sender", "Resent-Date", "Resent-Message-ID",
    };

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

        if (Reserved.Contains(name) || name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase))
            return $"must not be set: {name} is written by the dispatcher; use the field of the request that stands for it";

        return null;
    }

    public static string? FindValueFault(string name, string value)
    {
        if (value.Length > EmailLimits.MaxHeaderValueLength)
            return $"must be at most {EmailLimits.MaxHeaderValueLength} characters long";

        if (TextRules.FindUnsafe(value, allowTab: true) is { } character)
            return $"must not contain {character}";

        var isStructured = StructuredHeaders.Has(name);
        if (isStructured && !Ascii.IsValid(value) && !StructuredHeaders.TrySplit(name, value, out _, out _))
            return "must be ASCII; percent-encode what is beyond it in an address";

        // Other text beyond ASCII becomes encoded words, which are short.
        var written = HeaderText.AsciiJson(value) ?? value;
        if (!Ascii.IsValid(written) || (!isStructured && TextRules.HasEncodedWord(written)))
            return null;
        return HeaderText.LongestLine(name, written) is var length and > HeaderText.MaxLineLength
            ? $"makes a line of {length} octets; a line may have {HeaderText.MaxLineLength}, and is only divided at blanks"
            : null;
    }
}
