using System.Globalization;
using System.Text;

namespace MimeKit.Encodings;

/// <summary>Reads an addr-spec (RFC 5322 section 3.4.1, with the UTF-8 of RFC 6532); throws <see cref="ParseException"/>.</summary>
internal sealed class AddrSpecReader(HeaderScanner scanner)
{
    private static readonly IdnMapping Idn = new();

    /// <returns>The address in its normal form, and where its @ is: -1 where it has no domain.</returns>
    public (string Address, int At) Read(Func<char, bool> isEnd)
    {
        var start = scanner.Position;
        var local = ReadLocalPart();
        if (scanner.AtEnd || isEnd(scanner.Current)) return (local, -1);
        if (!scanner.Skip('@')) throw Invalid("addr-spec", start);

        Require(scanner.SkipBlanksAndComments() && !scanner.AtEnd, "addr-spec", start);
        return ($"{local}@{ReadDomain(isEnd)}", local.Length);
    }

    /// <summary>A domain or an address literal; punycode is read as what it stands for.</summary>
    public string ReadDomain(Func<char, bool> isEnd)
    {
        var domain = scanner.Current == '[' ? ReadDomainLiteral() : ReadLabels(isEnd);
        return IsPunycode(domain) ? ToUnicode(domain) : domain;
    }

    public static string ToAscii(string domain)
    {
        try
        {
            return Idn.GetAscii(domain);
        }
        catch (ArgumentException)
        {
            return domain;
        }
    }

    private static string ToUnicode(string domain)
    {
        try
        {
            return Idn.GetUnicode(domain);
        }
        catch (ArgumentException)
        {
            return domain;
        }
    }

    private static bool IsPunycode(string domain)
        => domain.StartsWith("xn--", StringComparison.Ordinal) || domain.Contains(".xn--", StringComparison.Ordinal);

    private string ReadLocalPart()
    {
        var start = scanner.Position;
        var local = new StringBuilder();
        while (true)
        {
            var word = scanner.Current == '"' ? scanner.TakeQuoted() : scanner.TakeWhile(Characters.IsAtomOrInternational);
            Require(!string.IsNullOrEmpty(word), "local-part", start);
            local.Append(word);

            Require(scanner.SkipBlanksAndComments(), "local-part", start);
            if (!scanner.Skip('.')) return local.ToString();
            local.Append('.');
            Require(scanner.SkipBlanksAndComments() && !scanner.AtEnd, "local-part", start);
        }
    }

    private string ReadLabels(Func<char, bool> isEnd)
    {
        var start = scanner.Position;
        var domain = new StringBuilder();
        while (true)
        {
            var label = scanner.TakeWhile(Characters.IsAtomOrInternational);
            Require(label.Length > 0, "domain", start);
            domain.Append(label);

            var end = scanner.Position;
            Require(scanner.SkipBlanksAndComments(), "domain", start);
            if (!scanner.Skip('.'))
            {
                scanner.Position = end;
                return domain.ToString();
            }

            // The dot of the root is left out.
            Require(scanner.SkipBlanksAndComments(), "domain", start);
            if (scanner.AtEnd || isEnd(scanner.Current)) return domain.ToString();
            domain.Append('.');
        }
    }

    private string ReadDomainLiteral()
    {
        var start = scanner.Position;
        var literal = new StringBuilder("[");
        scanner.Skip('[');
        while (true)
        {
            scanner.TakeWhile(Characters.IsWhiteSpace);
            literal.Append(scanner.TakeWhile(c => c is (>= '!' and <= 'Z') or (>= '^' and < '\x7f')));
            scanner.TakeWhile(Characters.IsWhiteSpace);
            if (scanner.Skip(']')) return literal.Append(']').ToString();
            Require(!scanner.AtEnd && scanner.Current is not ('[' or '\\') and < '\x7f' and > ' ', "domain literal", start);
        }
    }

    private void Require(bool holds, string token, int start)
    {
        if (!holds) throw Invalid(token, start);
    }

    private ParseException Invalid(string token, int start) => new($"Invalid {token} at offset {start}.", start, scanner.Position);
}
