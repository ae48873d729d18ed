using System.Text.RegularExpressions;

namespace EmailDispatch.Events.Mail;

/// <summary>Finds email addresses in words.</summary>
internal static partial class Addresses
{
    /// <summary>The addresses of a text in their order.</summary>
    public static IEnumerable<string> In(string text) => All().Matches(text).Select(Plain);

    /// <summary>Where addresses are in a text, and whether each stands as the recipient that the text is about.</summary>
    public static IEnumerable<(int Index, int End, string Address, bool IsAlone)> Places(string text) =>
        All().Matches(text).Select(match => (match.Index, match.Index + match.Length, Plain(match), IsAlone(text, match)));

    private static string Plain(Match match) => match.Value.Trim('\'', '.').TrimEnd('-');

    // "<a@example.com>:", "a@example.com" in a line of its own, or what was said to the server.
    private static bool IsAlone(string text, Match match)
    {
        var start = text.LastIndexOf('\n', Math.Max(match.Index - 1, 0)) + 1;
        var end = text.IndexOf('\n', match.Index);
        var before = text[Math.Min(start, match.Index)..match.Index];
        var after = text[(match.Index + match.Length)..(end < 0 ? text.Length : end)];
        return (Lead().IsMatch(before) && Tail().IsMatch(after)) || Asked().IsMatch(before);
    }

    // The longest local part and domain are bounded, so that a long word costs no more than its length.
    [GeneratedRegex(@"(?<![\w.!#$%&*+/=?^`{|}~-])[\w!#$%&'*+/=?^`{|}~-][\w.!#$%&'*+/=?^`{|}~-]{0,63}@[\w](?:[\w.-]{0,250}[\w])?")]
    private static partial Regex All();

    [GeneratedRegex(@"^[ \t>*•-]{0,20}(?:[^\n@<]{0,60}<|(?:e?-?mail|address|recipient|to|failed|user|rcpt)s?[ \w]{0,20}[:=][ \t<]*)?[<""'(\[]?$", RegexOptions.IgnoreCase)]
    private static partial Regex Lead();

    [GeneratedRegex(@"^(?:[>""')\]]*[ \t]*(?:[:;,(]|\.{2,}|$)|[>""')\]]+[ \t]*\()")]
    private static partial Regex Tail();

    [GeneratedRegex(@"RCPT[ \t]*TO[ \t]*:[ \t]*<$", RegexOptions.IgnoreCase)]
    private static partial Regex Asked();
}
