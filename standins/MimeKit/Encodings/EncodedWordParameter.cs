using System.Text;

namespace MimeKit.Encodings;

/// <summary>A parameter as encoded words in a quoted string: against RFC 2047 section 5, but what some old readers know.</summary>
internal static class EncodedWordParameter
{
    public static void Append(FoldingWriter line, string name, string value, Encoding given)
    {
        var charset = ParameterCharset.Smallest(value, given);
        var charsetName = EncodedWord.CharsetName(charset);

        line.Append(';');
        if (line.LineLength + name.Length + charsetName.Length + 10 + Math.Min(value.Length, 10) >= line.Options.MaxLineLength) line.Break("\t");
        else line.Append(' ');
        line.Append(name).Append("=\"");

        for (var start = 0; ;)
        {
            var end = EndOfWord(value, start, charset, charsetName, line.Options.MaxLineLength - line.LineLength - 1);
            line.Append(EncodedWord.Encode(charset, value[start..end], phrase: false));
            start = end;
            if (start >= value.Length) break;
            line.Break("\t");
        }

        line.Append('"');
    }

    private static int EndOfWord(string value, int start, Encoding charset, string charsetName, int maxLength)
    {
        var bytes = 0;
        var unsafeBytes = 0;
        for (var i = start; i < value.Length;)
        {
            var length = char.IsSurrogatePair(value, i) ? 2 : 1;
            var count = value[i] < 256 ? 1 : EncodedWord.ByteCount(charset, value.AsSpan(i, length));
            bytes += count;
            if (value[i] >= 127 || Characters.IsControl(value[i]) || value[i] is '"' or '\\') unsafeBytes += count;
            if (EncodedWord.LengthOf(charsetName, bytes, unsafeBytes) + 1 >= maxLength) return i;
            i += length;
        }

        return value.Length;
    }
}
