using System.Globalization;
using System.Text.RegularExpressions;
using EmailDispatch.Smtp;

namespace EmailDispatch.Events;

/// <summary>Extracts the receiving server's reply from a provider's description of a bounce.</summary>
internal static partial class BounceText
{
    /// <summary>A text without a code is a permanent reply, because the provider has given up; without any text, the cause is unknown.</summary>
    public static SmtpReply ToReply(string? reason)
    {
        var text = reason ?? "";
        if (Code().Match(text) is { Success: true } found)
        {
            // "Maildir over quota. 550 5.0.0 Insufficient permission" has the cause before the code.
            var before = Cause().IsMatch(found.Groups["before"].ValueSpan) ? found.Groups["before"].Value : "";
            return new SmtpReply(int.Parse(found.Groups["code"].ValueSpan, CultureInfo.InvariantCulture), before + found.Groups["text"].Value);
        }

        if (Enhanced().Match(text) is { Success: true } enhanced)
        {
            // "No such user (#5.1.1)" has the text before the code.
            var rest = text[enhanced.Index..];
            var words = rest[enhanced.Length..].Any(char.IsLetter) ? rest : $"{enhanced.Value} {text[..enhanced.Index].TrimEnd('#', '(', ' ')}";
            return new SmtpReply(enhanced.ValueSpan[0] == '4' ? 450 : 550, words);
        }

        return new SmtpReply(550, text);
    }

    // At the start, or after "smtp;" or a few words of the provider.
    [GeneratedRegex(@"^(?<before>[^\d]{0,60})\b(?<code>[45]\d\d)(?:[ -]+(?<text>.*)|$)", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex("unknown|no such|not (?:found|exist)|full|quota|exceed|disabled|inactive", RegexOptions.IgnoreCase)]
    private static partial Regex Cause();

    [GeneratedRegex(@"(?<![\d.])[45]\.\d{1,3}\.\d{1,3}(?![\d.])")]
    private static partial Regex Enhanced();
}
