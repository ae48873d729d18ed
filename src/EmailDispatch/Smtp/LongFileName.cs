using System.Text;
using EmailDispatch.Emails;
using MimeKit;

namespace EmailDispatch.Smtp;

/// <summary>
/// Writes the Content-Disposition for file names that MimeKit or readers would spoil. In names of several sections (RFC 2231 section 3), MimeKit may
/// split a character outside the BMP, which loses it, and escapes only some sections although readers unescape them all, so <c>100%</c> changes. Here
/// all sections are escaped and end between characters. Two other kinds of names are written this way too: names that look like an encoded word,
/// which readers decode even in quotation marks, against RFC 2047 section 5, and names with a backslash, which Python's parser takes as the escape of
/// the quotation mark after it.
/// </summary>
internal static class LongFileName
{
    // With "filename*10*=" before it and ";" after it, a section keeps within the 78 characters of RFC 5322 section 2.1.1.
    private const int MaxSectionLength = 57;

    /// <summary>Whether a name needs this.</summary>
    public static bool Needs(string filename) =>
        TextSafety.HasEncodedWord(filename) || filename.Contains('\\', StringComparison.Ordinal) || (!Ascii.IsValid(filename) && Uri.EscapeDataString(filename).Length > MaxSectionLength);

    /// <summary>Creates the header. The Content-Type gets no <c>name</c>, which only the oldest readers look for.</summary>
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
            // The characters left unescaped are all in RFC 2231's attribute-char.
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
