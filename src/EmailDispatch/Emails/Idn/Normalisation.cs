namespace EmailDispatch.Emails.Idn;

/// <summary>Unicode NFC (annex 15) for the characters that UTS 46 leaves in a domain.</summary>
internal static class Normalisation
{
    // Unicode standard, section 3.12: the composition of Hangul syllables.
    private const int FirstSyllable = 0xAC00, FirstLead = 0x1100, FirstVowel = 0x1161, BeforeFirstTail = 0x11A7;
    private const int Leads = 19, Vowels = 21, Tails = 28;

    public static List<int> Compose(IEnumerable<int> codes)
    {
        var parts = new List<int>();
        foreach (var code in codes)
            Decompose(code, parts);
        SortMarks(parts);

        var composed = new List<int>();
        var (starter, orderBefore) = (-1, -1);
        foreach (var code in parts)
        {
            var order = UnicodeTable.Instance.OrderOf(code);

            // A mark does not combine across a mark of the same order or another letter.
            if (starter >= 0 && (orderBefore < order || orderBefore < 0) && Pair(composed[starter], code) is > 0 and var pair)
            {
                composed[starter] = pair;
                continue;
            }

            (starter, orderBefore) = order == 0 ? (composed.Count, -1) : (starter, order);
            composed.Add(code);
        }

        return composed;
    }

    private static void Decompose(int code, List<int> parts)
    {
        var syllable = code - FirstSyllable;
        if (syllable is >= 0 and < Leads * Vowels * Tails)
        {
            parts.Add(FirstLead + (syllable / (Vowels * Tails)));
            parts.Add(FirstVowel + (syllable % (Vowels * Tails) / Tails));
            if (syllable % Tails > 0)
                parts.Add(BeforeFirstTail + (syllable % Tails));
        }
        else if (UnicodeTable.Instance.TryDecompose(code, out var pair))
        {
            Decompose(pair.First, parts);
            Decompose(pair.Second, parts);
        }
        else
        {
            parts.Add(code);
        }
    }

    private static void SortMarks(List<int> codes)
    {
        for (var start = 0; start < codes.Count;)
        {
            var end = start;
            while (end < codes.Count && UnicodeTable.Instance.OrderOf(codes[end]) > 0)
                end++;
            var sorted = codes[start..end].OrderBy(UnicodeTable.Instance.OrderOf).ToList();
            codes.RemoveRange(start, sorted.Count);
            codes.InsertRange(start, sorted);
            start = end + 1;
        }
    }

    private static int Pair(int first, int second)
    {
        var (lead, vowel) = (first - FirstLead, second - FirstVowel);
        if (lead is >= 0 and < Leads && vowel is >= 0 and < Vowels)
            return FirstSyllable + (((lead * Vowels) + vowel) * Tails);

        var (syllable, tail) = (first - FirstSyllable, second - BeforeFirstTail);
        if (syllable is >= 0 and < Leads * Vowels * Tails && syllable % Tails == 0 && tail is > 0 and < Tails)
            return first + tail;
        return UnicodeTable.Instance.Compose(first, second);
    }
}
