namespace EmailDispatch.Emails.Advising;

internal static class SubjectRules
{
    private const int MaxExclamationMarks = 2;

    // Below these limits, capitals are treated as abbreviations: "NASA", "RE: FYI", "FREE".
    private const int MinLetters = 10;
    private const int LongWord = 5;
    private const int ManyWords = 4;

    /// <summary>
    /// Whether almost all letters are capitals, not counting abbreviations and words with digits, or several exclamation marks follow each other.
    /// </summary>
    public static bool IsShouting(string subject)
    {
        if (LongestRow(subject) > MaxExclamationMarks)
            return true;

        var (capitals, small, longWords, words) = (0, 0, 0, 0);
        foreach (var word in subject.Split([' ', '\t', '-', '/', '_', ':'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (word.Any(char.IsDigit))
                continue;

            var letters = word.Count(char.IsUpper);
            capitals += letters;
            small += word.Count(char.IsLower);
            longWords += letters >= LongWord ? 1 : 0;
            words += letters >= 2 ? 1 : 0;
        }

        // Four in five, because of words such as "iPHONE".
        return capitals + small >= MinLetters && capitals >= 4 * small && (longWords > 0 || words >= ManyWords);
    }

    private static int LongestRow(string subject)
    {
        var (longest, row) = (0, 0);
        foreach (var character in subject)
        {
            // Includes the full-width mark of East Asian scripts.
            row = character is '!' or '\uFF01' ? row + 1 : 0;
            longest = Math.Max(longest, row);
        }

        return longest;
    }
}
