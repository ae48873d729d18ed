using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using EmailDispatch.Smtp;

namespace EmailDispatch.Replies;

/// <summary>
/// Makes replies comparable. Servers wrap one sentence into many lines that each repeat the code, append session and queue ids, and name addresses.
/// The result is one line in lower case, with punctuation replaced by spaces, ids and repeated codes removed, and addresses replaced by <c>@</c>,
/// because a mailbox may be called "spam@". <see cref="GivenText"/> has already marked the addresses that the server was given.
/// </summary>
internal static class ReplyNormaliser
{
    // Dots, slashes and hyphens inside a word belong to it: codes, addresses, host names.
    private static readonly SearchValues<char> Separators = SearchValues.Create(" \t\r\n,;:()[]<>{}\"=|*`!?&~\u0000\u3001\u3002\u300c\u300d\uff01\uff08\uff09\uff0c\uff1a\uff1b");

    // U+0100 to U+017F without their accents, 16 per line.
    private const string LatinExtended =
        "aaaaaaccccccccdd" +
        "ddeeeeeeeeeegggg" +
        "gggghhhhiiiiiiii" +
        "iiiijjkkklllllll" +
        "lllnnnnnnnnnoooo" +
        "oooorrrrrrssssss" +
        "ssttttttuuuuuuuu" +
        "uuuuwwyyyzzzzzzs";

    public static NormalisedReply Normalise(SmtpReply reply)
    {
        var raw = reply.Text.AsSpan();
        var code = reply.Code;
        if (code == 0)
            code = TakeLeadingCode(ref raw);

        string? enhanced = null;
        var text = new StringBuilder(raw.Length + 2).Append(' ');
        while (!raw.IsEmpty)
        {
            var end = raw.IndexOfAny(Separators);
            var word = end < 0 ? raw : raw[..end];
            raw = end < 0 ? [] : raw[(end + 1)..];
            AppendWord(text, word, code, ref enhanced);
        }

        return new NormalisedReply(code, enhanced, text.ToString());
    }

    private static void AppendWord(StringBuilder text, ReadOnlySpan<char> word, int code, ref string? enhanced)
    {
        word = word.Trim("'.-#");
        if (IsReplyCode(word, code))
            return;

        // "550-5.7.26" at the start of a further line.
        if (word.Length > 4 && word[3] == '-' && IsReplyCode(word[..3], code))
            word = word[4..];
        if (word.IsEmpty)
            return;

        if (IsEnhancedCode(word))
        {
            if (enhanced is not null && word[1..].TrimStart('.').SequenceEqual(enhanced))
                return;
            enhanced ??= word[2..].ToString();
        }
        else if (word.Contains('@'))
        {
            word = "@";
        }
        else if (IsIPAddress(word))
        {
            word = "@ip";
        }
        else if (IsSessionId(word))
        {
            return;
        }

        foreach (var letter in word)
        {
            if (Plain(char.ToLowerInvariant(letter)) is var plain and not '\0')
                text.Append(plain);
        }

        text.Append(' ');
    }

    // The vocabulary has no accents, because servers often omit them.
    private static char Plain(char letter) => letter switch
    {
        '\u2019' => '\'',
        GivenText.Sender or GivenText.Recipient or GivenText.Other => '@',
        >= '\u00e0' and <= '\u00e6' => 'a',
        '\u00e7' => 'c',
        >= '\u00e8' and <= '\u00eb' => 'e',
        >= '\u00ec' and <= '\u00ef' => 'i',
        '\u00f1' => 'n',
        (>= '\u00f2' and <= '\u00f6') or '\u00f8' => 'o',
        >= '\u00f9' and <= '\u00fc' => 'u',
        '\u00fd' or '\u00ff' => 'y',
        '\u00df' => 's',
        >= '\u0100' and <= '\u017f' => LatinExtended[letter - '\u0100'],
        '\u01a1' => 'o',
        '\u01b0' => 'u',
        '\u0219' => 's',
        '\u021b' => 't',
        >= '\u1ea0' and <= '\u1eb7' => 'a',
        >= '\u1eb8' and <= '\u1ec7' => 'e',
        >= '\u1ec8' and <= '\u1ecb' => 'i',
        >= '\u1ecc' and <= '\u1ee3' => 'o',
        >= '\u1ee4' and <= '\u1ef1' => 'u',
        >= '\u1ef2' and <= '\u1ef9' => 'y',
        '\u03ac' => '\u03b1',
        '\u03ad' => '\u03b5',
        '\u03ae' => '\u03b7',
        '\u03af' => '\u03b9',
        '\u03cc' => '\u03bf',
        '\u03cd' => '\u03c5',
        '\u03ce' => '\u03c9',
        '\u0451' => '\u0435',
        // Combining accents.
        >= '\u0300' and <= '\u036f' => '\0',
        _ => letter,
    };

    // Exceptions have the reply in their message: "535: 5.7.8 Authentication failed".
    private static int TakeLeadingCode(ref ReadOnlySpan<char> text)
    {
        text = text.TrimStart();
        if (text.Length < 4 || text[0] is not ('4' or '5') || text[3] is not (' ' or ':' or '-'))
            return 0;
        if (!int.TryParse(text[..3], NumberStyles.None, CultureInfo.InvariantCulture, out var code))
            return 0;
        text = text[4..];
        return code;
    }

    private static bool IsReplyCode(ReadOnlySpan<char> word, int code) =>
        word.Length == 3 && int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number == code;

    // RFC 3463 section 2: class, subject and detail.
    private static bool IsEnhancedCode(ReadOnlySpan<char> word)
    {
        if (word.Length is < 5 or > 9 || word[0] is not ('2' or '4' or '5') || word[1] != '.')
            return false;
        var detail = word[2..];
        var dot = detail.IndexOf('.');
        return dot is >= 1 and <= 3 && IsNumber(detail[..dot]) && detail.Length - dot - 1 is >= 1 and <= 3 && IsNumber(detail[(dot + 1)..]);
    }

    private static bool IsIPAddress(ReadOnlySpan<char> word) => word.Count('.') == 3 && IPAddress.TryParse(word, out _);

    private static bool IsNumber(ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange('0', '9') < 0;

    // Long words of letters and digits: a queue id, a hash, a diagnostic value. Links and short vendor tokens (AS16012611) stay.
    private static bool IsSessionId(ReadOnlySpan<char> word)
    {
        if (word.Length < 12 || word.Contains('/'))
            return false;
        var digits = 0;
        var letters = 0;
        foreach (var letter in word)
        {
            if (char.IsAsciiDigit(letter))
                digits++;
            else if (char.IsAsciiLetter(letter))
                letters++;
        }

        return digits >= 4 && letters >= 1;
    }
}
