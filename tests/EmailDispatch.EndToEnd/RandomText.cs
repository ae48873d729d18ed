using System.Text;

namespace EmailDispatch.EndToEnd;

/// <summary>Text of Japanese, Arabic, emoji and Latin letters: characters of one to four bytes in every order.</summary>
public static class RandomText
{
    private static readonly (int First, int Last)[] Scripts = [(0x3041, 0x3096), (0x4E00, 0x9FFF), (0x0621, 0x064A), (0x1F600, 0x1F64F), (0xE0, 0xF6), ('a', 'z')];

    /// <param name="seed">The same seed gives the same text.</param>
    /// <param name="maxBytes">The limit in UTF-8 bytes; at least 1,000.</param>
    public static string Of(int seed, int maxBytes)
    {
        var random = new Random(seed);
        var bytes = random.Next(1_000, maxBytes + 1) - 4;
        var text = new StringBuilder();
        while (bytes > 0)
        {
            var (first, last) = Scripts[random.Next(Scripts.Length)];
            for (var n = random.Next(1, 12); n > 0 && bytes > 0; n--)
            {
                var character = new Rune(random.Next(first, last + 1));
                text.Append(character);
                bytes -= character.Utf8SequenceLength;
            }

            text.Append(' ');
            bytes--;
        }

        // Does not end with a space, because XML readers may trim it.
        return text.Append('.').ToString();
    }
}
