using System.Text;
using EmailDispatch.Smtp;

namespace EmailDispatch.Replies;

/// <summary>Addresses that servers may quote in replies, and that the reader of a reply must not learn.</summary>
public sealed class HiddenAddresses(IReadOnlyCollection<string> addresses)
{
    private const string Mask = "(bcc)";

    // A shorter local part is only hidden together with its domain.
    private const int MinLength = 3;

    public string? CutFrom(string? text)
    {
        if (text is null || addresses.Count == 0)
            return text;

        var kept = new StringBuilder();
        for (var at = 0; at < text.Length;)
        {
            var length = addresses.Max(address => LengthAt(text, at, address));
            kept.Append(length > 0 ? Mask : text.AsSpan(at, 1));
            at += Math.Max(1, length);
        }

        return kept.ToString();
    }

    private static int LengthAt(string text, int at, string address)
    {
        var (length, known) = Quotation.Match(text, at, address);
        if (known == address.Length)
            return length;
        if (known < MinLength || (at > 0 && IsPart(text[at - 1])))
            return 0;

        var isCutOff = at + length == text.Length;
        return isCutOff || (known == address.LastIndexOf('@') && (text[at + length] == '.' || !IsPart(text[at + length]))) ? length : 0;
    }

    private static bool IsPart(char character) => char.IsLetterOrDigit(character) || character is '.' or '_' or '+' or '-' or '@';
}
