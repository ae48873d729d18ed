using MimeKit.Utils;

namespace MimeKit.Encodings;

/// <summary>Reads the parameters after a content type or a disposition (RFC 2045 section 5.1).</summary>
internal static class ParameterReader
{
    public static void Read(HeaderScanner scanner, ParameterList parameters, bool strict)
    {
        while (true)
        {
            Require(scanner.SkipBlanksAndComments(), scanner);
            if (scanner.AtEnd) return;
            Require(scanner.Skip(';'), scanner);
            Require(scanner.SkipBlanksAndComments(), scanner);
            if (scanner.AtEnd) return;
            if (scanner.Current == ';') continue;

            var name = scanner.TakeWhile(Characters.IsAttribute);
            Require(name.Length > 0 && scanner.SkipBlanksAndComments() && scanner.Skip('='), scanner);
            Require(scanner.SkipBlanksAndComments() && !scanner.AtEnd, scanner);
            var value = ReadValue(scanner, strict);
            if (!parameters.Contains(name)) parameters.Add(name, value);
        }
    }

    public static void Require(bool holds, HeaderScanner scanner)
    {
        if (!holds) throw new ParseException($"Unexpected token at offset {scanner.Position}.", scanner.Position, scanner.Position);
    }

    private static string ReadValue(HeaderScanner scanner, bool strict)
    {
        if (scanner.Current != '"') return scanner.TakeWhile(c => c != ';').TrimEnd();

        var quoted = scanner.TakeQuoted();
        Require(quoted is not null || !strict, scanner);
        return MimeUtils.Unquote(quoted ?? scanner.TakeWhile(_ => true));
    }
}
