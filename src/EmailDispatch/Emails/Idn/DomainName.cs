using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace EmailDispatch.Emails.Idn;

/// <summary>
/// Converts a domain to ASCII by UTS 46 (non-transitional, with the rules for hosts, joiners and bidirectional text). Existing A-labels must equal
/// the conversion of their Unicode form. Hyphens in the third and fourth position are allowed, because real hosts have them.
/// </summary>
internal static class DomainName
{
    /// <summary>The maximum octets of a whole domain (RFC 1035 section 2.3.4).</summary>
    public const int MaxLength = 253;

    private const int MaxLabelLength = 63;
    private const int MaxInputLength = 4 * MaxLength;
    private const string Prefix = "xn--";

    /// <summary>Converts a domain; one that is already ASCII keeps its case.</summary>
    public static bool TryToAscii(string domain, [NotNullWhen(true)] out string? ascii)
    {
        ascii = null;
        if (domain.Length is 0 or > MaxInputLength)
            return false;
        if (Ascii.IsValid(domain) && !domain.Contains(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            ascii = domain;
        }
        else
        {
            if (ReadLabels(domain) is not { } labels || (labels.Any(BidiRule.Concerns) && !labels.All(BidiRule.Allows)))
                return false;
            ascii = string.Join('.', labels.Select(ToAscii));
        }

        if (ascii.Length <= MaxLength && ascii.Split('.').All(IsHostLabel))
            return true;
        ascii = null;
        return false;
    }

    /// <returns>The labels in Unicode; null if one is invalid.</returns>
    private static List<List<int>>? ReadLabels(string domain)
    {
        var table = UnicodeTable.Instance;
        var mapped = new StringBuilder();
        foreach (var character in domain.EnumerateRunes())
        {
            if (table.MappingOf(character.Value) is { } mapping)
                mapped.Append(mapping);
            else if (!table.Ignored.Contains(character.Value))
                mapped.Append(character.ToString());
        }

        var normal = string.Concat(Normalisation.Compose(mapped.ToString().EnumerateRunes().Select(rune => rune.Value)).Select(char.ConvertFromUtf32));
        var labels = new List<List<int>>();
        foreach (var text in normal.Split('.'))
        {
            List<int> label = [.. text.EnumerateRunes().Select(rune => rune.Value)];
            var isGiven = text.StartsWith(Prefix, StringComparison.Ordinal);
            if (isGiven)
                label = Ascii.IsValid(text) ? Punycode.Decode(text[Prefix.Length..]) ?? [] : [];
            if (label.Count == 0 || !IsValid(label) || (isGiven && (label.All(code => code < 0x80) || ToAscii(label) != text)))
                return null;
            labels.Add(label);
        }

        return labels;
    }

    private static bool IsValid(List<int> label) =>
        label is not (['-', ..] or [.., '-'] or ['x', 'n', '-', '-', ..])
        && !UnicodeTable.Instance.Mark.Contains(label[0])
        && label.TrueForAll(code => code < 0x80 ? IsHostCharacter((char)code) : UnicodeTable.Instance.Valid.Contains(code))
        && Normalisation.Compose(label).SequenceEqual(label)
        && Enumerable.Range(0, label.Count).All(index => label[index] is not (0x200C or 0x200D) || IsJoinerInPlace(label, index));

    /// <summary>RFC 5892 appendix A.1 and A.2: a joiner is allowed only where it changes the form of letters.</summary>
    private static bool IsJoinerInPlace(List<int> label, int index)
    {
        var table = UnicodeTable.Instance;
        if (index > 0 && table.Virama.Contains(label[index - 1]))
            return true;
        if (label[index] == 0x200D)
            return false;

        var (before, after) = (index - 1, index + 1);
        while (before >= 0 && table.JoinsThrough.Contains(label[before]))
            before--;
        while (after < label.Count && table.JoinsThrough.Contains(label[after]))
            after++;
        return before >= 0 && after < label.Count && table.JoinsNext.Contains(label[before]) && table.JoinsPrevious.Contains(label[after]);
    }

    private static string ToAscii(List<int> label) =>
        label.TrueForAll(code => code < 0x80) ? string.Concat(label.Select(char.ConvertFromUtf32)) : $"{Prefix}{Punycode.Encode(label)}";

    private static bool IsHostLabel(string label) =>
        label.Length is > 0 and <= MaxLabelLength && label[0] != '-' && label[^1] != '-' && label.All(c => char.IsAsciiLetterUpper(c) || IsHostCharacter(c));

    private static bool IsHostCharacter(char character) => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-';
}
