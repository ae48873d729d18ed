namespace EmailDispatch.Emails.Idn;

/// <summary>RFC 5893 section 2: the reading order of a label must not depend on its surroundings.</summary>
internal static class BidiRule
{
    private static UnicodeTable Table => UnicodeTable.Instance;

    /// <summary>Whether a label has right-to-left characters, in which case the rule applies to all labels of the domain.</summary>
    public static bool Concerns(IEnumerable<int> label) => label.Any(code => IsRight(code) || IsArabicNumber(code));

    public static bool Allows(IReadOnlyList<int> label)
    {
        var end = label.Count - 1;
        while (end > 0 && Table.BidiMark.Contains(label[end]))
            end--;

        if (IsRight(label[0]))
        {
            return label.All(code => !IsLeft(code) && (IsRight(code) || IsNumber(code) || IsArabicNumber(code) || IsOther(code)))
                && (IsRight(label[end]) || IsNumber(label[end]) || IsArabicNumber(label[end]))
                && !(label.Any(IsNumber) && label.Any(IsArabicNumber));
        }

        return IsLeft(label[0])
            && label.All(code => IsLeft(code) || IsNumber(code) || IsOther(code))
            && (IsLeft(label[end]) || IsNumber(label[end]));
    }

    private static bool IsRight(int code) => Table.BidiRight.Contains(code);

    private static bool IsLeft(int code) => code < 0x80 ? char.IsAsciiLetter((char)code) : Table.BidiLeft.Contains(code);

    private static bool IsNumber(int code) => code < 0x80 ? char.IsAsciiDigit((char)code) : Table.BidiNumber.Contains(code);

    private static bool IsArabicNumber(int code) => Table.BidiArabicNumber.Contains(code);

    private static bool IsOther(int code) => code == '-' || Table.BidiMark.Contains(code) || Table.BidiNeutral.Contains(code);
}
