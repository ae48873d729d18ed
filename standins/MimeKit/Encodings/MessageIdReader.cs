using System.Text;

namespace MimeKit.Encodings;

/// <summary>Reads msg-ids (RFC 5322 section 3.6.4), with or without brackets; the part before the @ may be nearly anything.</summary>
internal static class MessageIdReader
{
    public static string? Read(string text) => Read(new HeaderScanner(text));

    /// <summary>Those in brackets, among whatever else there is.</summary>
    public static IEnumerable<string> ReadAll(string text)
    {
        var scanner = new HeaderScanner(text);
        while (scanner.SkipBlanksAndComments() && !scanner.AtEnd)
        {
            if (scanner.Current == '<')
            {
                if (Read(scanner) is { } id) yield return id;
            }
            else if (scanner.Current == '"')
            {
                if (scanner.TakeQuoted() is null) yield break;
            }
            else if (scanner.TakeWhile(Characters.IsAtomOrInternational).Length == 0)
            {
                scanner.Position++;
            }
        }
    }

    private static string? Read(HeaderScanner scanner)
    {
        if (!scanner.SkipBlanksAndComments() || scanner.AtEnd) return null;

        var bracketed = scanner.Skip('<');
        scanner.TakeWhile(Characters.IsWhiteSpace);
        if (scanner.AtEnd) return null;

        var id = new StringBuilder();
        var inSquareBrackets = scanner.Current == '[';
        if (!ReadLocalPart(scanner, id, bracketed)) return null;
        if (scanner.Current == '@' && !ReadDomains(scanner, id)) return null;
        if (inSquareBrackets && scanner.Skip(']')) id.Append(']');

        return bracketed && !scanner.Skip('>') ? null : id.ToString();
    }

    private static bool ReadLocalPart(HeaderScanner scanner, StringBuilder id, bool bracketed)
    {
        while (true)
        {
            var word = scanner.Current == '"'
                ? scanner.TakeQuoted()
                : scanner.TakeWhile(c => c is not ('.' or '@' or '>') && !Characters.IsWhiteSpace(c));
            if (word is null) return false;
            id.Append(word);

            scanner.TakeWhile(Characters.IsWhiteSpace);
            if (scanner.AtEnd) return !bracketed;
            if (scanner.Current is '@' or '>') return true;
            if (!scanner.Skip('.')) continue;

            id.Append('.');
            scanner.TakeWhile(Characters.IsWhiteSpace);
            if (scanner.AtEnd) return false;
        }
    }

    // Ids in use have no domain, or several, or an @ too many.
    private static bool ReadDomains(HeaderScanner scanner, StringBuilder id)
    {
        scanner.TakeWhile(c => c == '@');
        id.Append('@');
        if (!scanner.SkipBlanksAndComments()) return false;
        if (scanner.AtEnd || scanner.Current == '>') return true;

        try
        {
            do
            {
                if (id[^1] != '@') id.Append('@');
                id.Append(new AddrSpecReader(scanner).ReadDomain(c => c is '>' or '@'));
            }
            while (scanner.Skip('@') && !scanner.AtEnd);
        }
        catch (ParseException)
        {
            return false;
        }

        return scanner.SkipBlanksAndComments();
    }
}
