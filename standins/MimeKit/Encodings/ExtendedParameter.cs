using System.Globalization;
using System.Text;
using MimeKit.Utils;

namespace MimeKit.Encodings;

/// <summary>
/// A parameter by RFC 2231: percent-encoded in a named charset where it needs to be, and cut into numbered
/// continuations where it is longer than a line.
/// </summary>
internal sealed class ExtendedParameter(FoldingWriter line, string name, string value, Encoding given)
{
    private readonly Encoding _charset = ParameterCharset.Smallest(value, given);
    private int _next;
    private bool _charsetWritten;

    public void Append()
    {
        var maxLength = Math.Max(line.Options.MaxLineLength - (name.Length + 6), 3);
        var section = 0;
        do
        {
            var encoded = NextValue(maxLength, out var text);
            var star = encoded ? "*" : "";
            line.Append(';');

            if (section == 0 && _next == value.Length)
            {
                var whole = $"{name}{star}={text}";
                if (line.LineLength + 1 + whole.Length >= line.Options.MaxLineLength) line.Break("\t");
                else line.Append(' ');
                line.Append(whole);
                return;
            }

            line.Break("\t").Append(string.Create(CultureInfo.InvariantCulture, $"{name}*{section}{star}={text}"));
            section++;
        }
        while (_next < value.Length);
    }

    /// <summary>As much of the value as fits; true where it is percent-encoded.</summary>
    private bool NextValue(int maxLength, out string text)
    {
        var prefix = "";
        if (!_charsetWritten && NeedsEncoding(value))
        {
            prefix = EncodedWord.CharsetName(_charset) + "''";
            if (prefix.Length >= maxLength)
            {
                text = prefix;
                _charsetWritten = true;
                return true;
            }

            maxLength -= prefix.Length;
        }

        for (var length = Math.Min(maxLength, value.Length - _next); ;)
        {
            var bytes = _charset.GetBytes(value.Substring(_next, length));
            var ratio = (int)Math.Round((double)bytes.Length / length);
            if (bytes.Length > maxLength && length > 1)
            {
                length -= Excess(ratio, bytes.Length - maxLength);
                continue;
            }

            if (prefix.Length == 0 && Plain(bytes) is { } plain)
            {
                text = plain;
                _next += length;
                return false;
            }

            var encoded = PercentEncode(bytes);
            if (length > 1 && encoded.Length > 3 && encoded.Length > maxLength)
            {
                // Of the characters beyond the limit, the digits of each %XX stand for one byte.
                var beyond = encoded.AsSpan(maxLength);
                var percents = beyond.Count('%');
                length -= Excess(ratio, beyond.Length - (2 * percents));
                continue;
            }

            text = prefix + encoded;
            _charsetWritten |= prefix.Length > 0;
            _next += length;
            return true;
        }
    }

    private static int Excess(int bytesPerCharacter, int bytes) => bytesPerCharacter > 1 ? Math.Max(bytes / bytesPerCharacter, 1) : 1;

    private bool NeedsEncoding(IEnumerable<char> text)
        => text.Any(c => c < 128 ? Characters.IsControl(c) : !line.Options.International);

    private string? Plain(byte[] bytes)
    {
        if (NeedsEncoding(bytes.Select(b => (char)b))) return null;

        var text = Encoding.UTF8.GetString(bytes);
        return bytes.All(b => Characters.IsAttribute((char)b)) ? text : MimeUtils.Quote(text);
    }

    private static string PercentEncode(byte[] bytes)
    {
        var text = new StringBuilder(bytes.Length * 3);
        foreach (var b in bytes)
        {
            if (Characters.IsAttribute((char)b)) text.Append((char)b);
            else text.Append('%').Append(Convert.ToHexString([b]));
        }

        return text.ToString();
    }
}
