using System.Text;

namespace EmailDispatch.Emails.Idn;

/// <summary>Punycode (RFC 3492).</summary>
internal static class Punycode
{
    // RFC 3492 section 5.
    private const int Base = 36, MinThreshold = 1, MaxThreshold = 26, Skew = 38, Damp = 700, InitialBias = 72, InitialCode = 0x80;

    public static string Encode(IReadOnlyList<int> codes)
    {
        var output = new StringBuilder(string.Concat(codes.Where(code => code < InitialCode).Select(char.ConvertFromUtf32)));
        var basic = output.Length;
        if (basic > 0)
            output.Append('-');

        var (code, delta, bias, handled) = (InitialCode, 0, InitialBias, basic);
        while (handled < codes.Count)
        {
            var next = codes.Where(c => c >= code).Min();
            delta += (next - code) * (handled + 1);
            code = next;
            foreach (var c in codes)
            {
                delta += c < code ? 1 : 0;
                if (c != code)
                    continue;

                WriteNumber(delta, bias, output);
                bias = Adapt(delta, handled + 1, isFirst: handled == basic);
                delta = 0;
                handled++;
            }

            delta++;
            code++;
        }

        return output.ToString();
    }

    /// <returns>The code points; null if the text is invalid.</returns>
    public static List<int>? Decode(string text)
    {
        var dash = text.LastIndexOf('-');
        List<int> codes = [.. text[..Math.Max(dash, 0)]];
        var (code, index, bias) = ((long)InitialCode, 0L, InitialBias);
        for (var at = dash > 0 ? dash + 1 : 0; at < text.Length;)
        {
            var (before, weight) = (index, 1L);
            for (var k = Base; ; k += Base)
            {
                if (at == text.Length || DigitOf(text[at++]) is not (>= 0 and var digit))
                    return null;

                index += digit * weight;
                var threshold = Threshold(k, bias);
                if (digit < threshold)
                    break;
                weight *= Base - threshold;
                if (weight > int.MaxValue || index > int.MaxValue)
                    return null;
            }

            bias = Adapt((int)Math.Min(index - before, int.MaxValue), codes.Count + 1, isFirst: before == 0);
            code += index / (codes.Count + 1);
            index %= codes.Count + 1;
            if (!Rune.IsValid((int)Math.Min(code, int.MaxValue)))
                return null;
            codes.Insert((int)index++, (int)code);
        }

        return codes;
    }

    private static void WriteNumber(int number, int bias, StringBuilder output)
    {
        for (var k = Base; ; k += Base)
        {
            var threshold = Threshold(k, bias);
            if (number < threshold)
                break;
            output.Append(Digit(threshold + ((number - threshold) % (Base - threshold))));
            number = (number - threshold) / (Base - threshold);
        }

        output.Append(Digit(number));
    }

    private static int Threshold(int k, int bias) => Math.Clamp(k - bias, MinThreshold, MaxThreshold);

    private static int Adapt(int delta, int count, bool isFirst)
    {
        delta = isFirst ? delta / Damp : delta / 2;
        delta += delta / count;
        var k = 0;
        for (; delta > (Base - MinThreshold) * MaxThreshold / 2; k += Base)
            delta /= Base - MinThreshold;
        return k + ((Base - MinThreshold + 1) * delta / (delta + Skew));
    }

    private static char Digit(int value) => (char)(value < 26 ? 'a' + value : '0' + value - 26);

    private static int DigitOf(char character) =>
        char.IsAsciiLetter(character) ? (character | 0x20) - 'a' : char.IsAsciiDigit(character) ? character - '0' + 26 : -1;
}
