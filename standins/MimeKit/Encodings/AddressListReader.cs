using System.Diagnostics.CodeAnalysis;
using MimeKit.Utils;

namespace MimeKit.Encodings;

/// <summary>Reads the mailboxes of a header that a caller gave as text. Groups are not read.</summary>
internal static class AddressListReader
{
    public static bool TryRead(string text, [NotNullWhen(true)] out InternetAddressList? addresses)
    {
        addresses = null;
        var scanner = new HeaderScanner(text);
        var list = new InternetAddressList();
        try
        {
            if (!scanner.SkipBlanksAndComments() || scanner.AtEnd) return false;
            while (!scanner.AtEnd)
            {
                list.Add(ReadMailbox(scanner));
                do
                {
                    if (!scanner.SkipBlanksAndComments()) return false;
                }
                while (scanner.Skip(','));
            }
        }
        catch (ParseException)
        {
            return false;
        }

        addresses = list;
        return true;
    }

    public static MailboxAddress ReadMailbox(HeaderScanner scanner)
    {
        if (!scanner.SkipBlanksAndComments()) throw new ParseException("A comment is not closed.", scanner.Position, scanner.Position);

        var start = scanner.Position;
        var name = ReadPhrase(scanner);
        if (scanner.Skip('<'))
        {
            scanner.SkipBlanksAndComments();
            var (address, _) = new AddrSpecReader(scanner).Read(c => c is '>' or ',' or ';');
            scanner.SkipBlanksAndComments();
            scanner.Skip('>');
            return new MailboxAddress(name, address);
        }

        scanner.Position = start;
        var (bare, _) = new AddrSpecReader(scanner).Read(c => c is ',' or ';' or '>');
        return new MailboxAddress("", bare);
    }

    private static string ReadPhrase(HeaderScanner scanner)
    {
        var words = new List<string>();
        while (!scanner.AtEnd)
        {
            var word = scanner.Current == '"'
                ? scanner.TakeQuoted() ?? throw new ParseException("A quoted string is not closed.", scanner.Position, scanner.Position)
                : scanner.TakeWhile(c => Characters.IsAtomOrInternational(c) || c == '.');
            if (word.Length == 0) break;
            words.Add(MimeUtils.Unquote(word));
            scanner.SkipBlanksAndComments();
        }

        return string.Join(' ', words);
    }
}
