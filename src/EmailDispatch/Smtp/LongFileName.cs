using System.Text;
using EmailDispatch.Emails;
using MimeKit;

namespace EmailDispatch.Smtp;

/// <summary>
/// The Content-Disposition of a file whose name takes several sections (RFC 2231 section 3). MimeKit may cut a character beyond 16 bits in two at
/// the end of a section, and both halves are lost; and it writes some sections escaped and others not, of which readers unescape both, so that
/// <c>100%</c> changes. Here all are escaped and end between characters. And that of a file whose name looks like an encoded word, which readers
/// decode, against RFC 2047 section 5, also where it is in quotation marks; or has a backslash, which Python's parser takes for the escape of the
/// quotation mark behind it.
/// </summary>
internal static class LongFileName
{
    // With "filename*10*=" before and ";" behind it, a section keeps within the 78 characters of RFC 5322 section 2.1.1.
    private const int MaxSectionLength = 57;

    /// <summary>Whether MimeKit might spoil this name.</summary>
    public static bool Needs(string filename) =>
        TextSafety.HasEncodedWord(filename) || filename.Contains('\\', StringComparison.Ordinal) || (!Ascii.IsValid(filename) && Uri.EscapeDataString(filename).Length > MaxSectionLength);

    /// <summary>The header field. There is no <c>name</c> in the Content-Type to go with it, which only the oldest readers look for.</summary>
    public static Header ToContentDisposition(string disposition, string filename)
    {
        var value = new StringBuilder($" {disposition}");
        var number = 0;
        foreach (var section in Sections(filename))
        {
            value.Append($";\r\n\tfilename*{number}*={(number == 0 ? "utf-8''" : "")}{section}");
            number++;
        }

        var header = new Header(HeaderId.ContentDisposition, disposition);
        header.SetRawValue(Encoding.ASCII.GetBytes(value.Append("\r\n").ToString()));
        return header;
    }

    private static IEnumerable<string> Sections(string filename)
    {
        var section = new StringBuilder("");
        foreach (var character in filename.EnumerateRunes())
        {
            // What it leaves unescaped is part of RFC 2231's attribute-char.
            var escaped = Uri.EscapeDataString(character.ToString());
            if (section.Length + escaped.Length > MaxSectionLength)
            {
                yield return section.ToString();
                section.Clear();
            }

            section.Append(escaped);
        }

        yield return section.ToString();
    }
}
