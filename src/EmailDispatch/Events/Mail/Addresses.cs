using System.Text.RegularExpressions;

namespace EmailDispatch.Events.Mail;

/// <summary>Finds email addresses in text.</summary>
internal static partial class Addresses
{
    public static IEnumerable<string> In(string text) => All().Matches(text).Select(Plain);

    /// <summary>The addresses with their places in a text.</summary>
    public static IEnumerable<AddressPlace> Places(string text) => All().Matches(text).Select(match => PlaceOf(text, match));

    private static string Plain(Match match) => match.Value.Trim('\'', '.').TrimEnd('-');

    // "<a@example.com>:", "a@example.com" on its own line, or a quoted RCPT TO command.
    private static AddressPlace PlaceOf(string text, Match match)
    {
        var start = text.LastIndexOf('\n', Math.Max(match.Index - 1, 0)) + 1;
        var end = text.IndexOf('\n', match.Index);
        var before = text[Math.Min(start, match.Index)..match.Index];
        var after = text[(match.Index + match.Length)..(end < 0 ? text.Length : end)];
        var isAlone = (Lead().IsMatch(before) && Tail().IsMatch(after) && !Other().IsMatch(before)) || Asked().IsMatch(before);
        return new AddressPlace(match.Index, match.Index + match.Length, Plain(match), isAlone, Head().IsMatch(before));
    }

    // Local part and domain are bounded, so that a long word takes no more than linear time.
    [GeneratedRegex(@"(?<![\w.!#$%&*+/=?^`{|}~-])[\w\p{Cs}!#$%&'*+/=?^`{|}~-][\w\p{Cs}.!#$%&'*+/=?^`{|}~-]{0,63}@[\w\p{Cs}](?:[\w\p{Cs}.-]{0,250}[\w\p{Cs}])?")]
    private static partial Regex All();

    [GeneratedRegex(@"^[ \t>*•-]{0,20}(?:[^\n@<]{0,60}<|(?:e?-?mail|address|recipient|to|failed|user|rcpt)s?[ \w]{0,20}[:=][ \t<]*)?[<""'(\[]?$", RegexOptions.IgnoreCase)]
    private static partial Regex Lead();

    [GeneratedRegex(@"^(?:[>""')\]]*[ \t\r]*(?:[:;,(]|\.{2,}|$)|[>""')\]]+[ \t]*\(|[ \t]+on (?:\w{3},|\d)|[>""')\]]*[ \t]+(?:invalid address|is not a|does not|doesn't|is unknown|unknown|not found|was not|has been))", RegexOptions.IgnoreCase)]
    private static partial Regex Tail();

    // Contact addresses and the sender of the email.
    [GeneratedRegex(@"contact|assist|support|help|reply|write to|questions?|\bfrom\b|sender", RegexOptions.IgnoreCase)]
    private static partial Regex Other();

    [GeneratedRegex(@"^[ \t>]{0,20}(?:to|cc):[ \t<]*$", RegexOptions.IgnoreCase)]
    private static partial Regex Head();

    [GeneratedRegex(@"RCPT[ \t]*TO[ \t]*:[ \t]*<$", RegexOptions.IgnoreCase)]
    private static partial Regex Asked();
}

/// <param name="Index">The start of the match.</param>
/// <param name="End">The end of the match.</param>
/// <param name="Address">The address.</param>
/// <param name="IsAlone">Whether it is given as the recipient that the text is about.</param>
/// <param name="IsOfHead">Whether it is in a copied header field of the email, which names its recipients.</param>
internal readonly record struct AddressPlace(int Index, int End, string Address, bool IsAlone, bool IsOfHead);
