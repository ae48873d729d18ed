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

    public static string? FindValueFault(string value)
    {
        if (value.Length > EmailLimits.MaxHeaderValueLength)
            return $"must be at most {EmailLimits.MaxHeaderValueLength} characters long";

        return TextRules.FindUnsafe(value, allowTab: true) is { } character ? $"must not contain {character}" : null;
    }
}
