using System.Text;

namespace EmailDispatch.Emails.Advising;

/// <summary>
/// Phrases that are frequent in spam, with weight 1 if legitimate email uses them too and 2 if it rarely does. Weights count double in the subject.
/// </summary>
internal static class SpamPhrases
{
    private const int Many = 6;

    private static readonly (string Phrase, int Weight)[] Phrases =
    [
        ("free", 1), ("100% free", 2), ("free gift", 2), ("free money", 2), ("free trial", 1), ("for free", 1), ("risk free", 2), ("no cost", 1), ("at no cost", 1),
        ("act now", 2), ("buy now", 1), ("order now", 1), ("call now", 1), ("apply now", 1), ("click here", 1), ("click below", 1), ("limited time", 1), ("limited time offer", 1),
        ("offer expires", 1), ("urgent", 1), ("while supplies last", 1), ("don't delete", 2), ("once in a lifetime", 2), ("exclusive deal", 1), ("special promotion", 1),
        ("congratulations", 1), ("winner", 1), ("you have won", 2), ("you've won", 2), ("you won", 1), ("you have been selected", 2), ("you are a winner", 2), ("claim your prize", 2),
        ("lottery", 1), ("jackpot", 2), ("casino", 1), ("make money", 2), ("earn money", 1), ("extra income", 2), ("extra cash", 2), ("double your", 1), ("work from home", 1),
        ("financial freedom", 2), ("get rich", 2), ("fast cash", 2), ("cash bonus", 2), ("million dollars", 2), ("guaranteed", 1), ("money back guarantee", 1), ("satisfaction guaranteed", 1),
        ("no obligation", 1), ("no strings attached", 2), ("no credit check", 2), ("no questions asked", 1), ("no catch", 2), ("no experience", 1), ("this is not spam", 2), ("not spam", 1),
        ("consolidate debt", 2), ("eliminate debt", 2), ("lowest price", 1), ("best price", 1), ("cheap", 1), ("big bucks", 2), ("be your own boss", 2), ("investment opportunity", 2),
        ("miracle", 1), ("weight loss", 1), ("lose weight", 1), ("viagra", 2), ("cialis", 2), ("online pharmacy", 2), ("without prescription", 2), ("enlargement", 2), ("hot singles", 2),
        ("dear friend", 2), ("wire transfer", 1), ("inheritance", 1), ("secret", 1), ("crypto giveaway", 2), ("double your bitcoin", 2),
    ];

    /// <summary>Whether the sum of the weights is too high; each phrase counts once.</summary>
    public static bool AreMany(string subject, ReadOnlySpan<char> body)
    {
        var (inSubject, inBody) = (Words(subject), Words(body));
        var sum = 0;
        foreach (var (phrase, weight) in Phrases)
        {
            var wanted = $" {phrase} ";
            sum += inSubject.Contains(wanted, StringComparison.Ordinal) ? 2 * weight : inBody.Contains(wanted, StringComparison.Ordinal) ? weight : 0;
        }

        return sum >= Many;
    }

    /// <summary>Returns the words of a text in lower case, separated by single spaces, so a phrase matches only whole words.</summary>
    internal static string Words(ReadOnlySpan<char> text)
    {
        var words = new StringBuilder(text.Length + 2).Append(' ');
        foreach (var character in text)
        {
            if (char.IsLetterOrDigit(character) || character is '%' or '\'')
                words.Append(char.ToLowerInvariant(character));
            else if (character == '\u2019')
                words.Append('\'');
            else if (words[^1] != ' ')
                words.Append(' ');
        }

        return words.Append(' ').ToString();
    }
}
