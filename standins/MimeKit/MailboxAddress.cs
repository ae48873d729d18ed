using System.Diagnostics.CodeAnalysis;
using System.Text;
using MimeKit.Encodings;
using MimeKit.Utils;

namespace MimeKit;

public class MailboxAddress : InternetAddress
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private string _address = "";
    private int _at = -1;

    public MailboxAddress(Encoding encoding, string? name, string address)
        : base(encoding, name)
    {
        ArgumentNullException.ThrowIfNull(address);

        Address = address;
    }

    public MailboxAddress(string? name, string address)
        : this(Encoding.UTF8, name, address)
    {
    }

    public string Address
    {
        get => _address;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            // Refuses half of a surrogate pair: it has no UTF-8.
            _ = StrictUtf8.GetByteCount(value);
            (_address, _at) = value.Length == 0 ? ("", -1) : Read(value);
            OnChanged();
        }
    }

    public string LocalPart => _at < 0 ? _address : _address[.._at];

    public string Domain => _at < 0 ? "" : _address[(_at + 1)..];

    public bool IsInternational => Characters.IsInternational(_address);

    public static string EncodeAddrspec(string addrspec)
    {
        ArgumentNullException.ThrowIfNull(addrspec);

        return addrspec.Length > 0 && TryRead(addrspec) is var (address, at) ? ToAscii(address, at) : addrspec;
    }

    public static string DecodeAddrspec(string addrspec)
    {
        ArgumentNullException.ThrowIfNull(addrspec);

        return addrspec.Length > 0 && TryRead(addrspec) is var (address, _) ? address : addrspec;
    }

    public static MailboxAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        var scanner = new HeaderScanner(text);
        var mailbox = AddressListReader.ReadMailbox(scanner);
        if (!scanner.SkipBlanksAndComments() || !scanner.AtEnd)
            throw new ParseException($"Unexpected token at offset {scanner.Position}.", scanner.Position, scanner.Position);
        return mailbox;
    }

    public static bool TryParse(string? text, [NotNullWhen(true)] out MailboxAddress? mailbox)
    {
        try
        {
            mailbox = string.IsNullOrEmpty(text) ? null : Parse(text);
        }
        catch (ParseException)
        {
            mailbox = null;
        }

        return mailbox is not null;
    }

    public string GetAddress(bool idnEncode) => idnEncode ? ToAscii(_address, _at) : _address;

    public override InternetAddress Clone() => new MailboxAddress(Encoding, Name, Address);

    public override bool Equals(InternetAddress? other) => other is MailboxAddress mailbox && Name == mailbox.Name && Address == mailbox.Address;

    public override string ToString(FormatOptions options, bool encode)
    {
        ArgumentNullException.ThrowIfNull(options);

        if (!encode) return string.IsNullOrEmpty(Name) ? Address : $"{MimeUtils.Quote(Name)} <{Address}>";

        var line = new FoldingWriter(options, 0);
        Encode(line, true);
        return line.ToString();
    }

    internal override void Encode(FoldingWriter line, bool first)
    {
        var address = GetAddress(!line.Options.International);
        if (string.IsNullOrEmpty(Name))
        {
            if (!first && !line.Fits(address.Length)) line.Wrap();
            line.Append(address);
            return;
        }

        var name = line.Options.International ? InternationalPhrase(Name) : HeaderText.EncodePhrase(line.Options, Encoding, Name);
        if (line.Fits(name.Length))
        {
            line.Append(name);
        }
        else if (name.Length > line.Options.MaxLineLength)
        {
            AppendFolded(line, name, first);
        }
        else
        {
            if (!first && line.LineLength > 1) line.Wrap();
            line.Append(name);
        }

        if (line.Fits(address.Length + 3)) line.Append(" <");
        else line.Break("\t<");
        line.Append(address).Append('>');
    }

    private static void AppendFolded(FoldingWriter line, string name, bool first)
    {
        var scanner = new HeaderScanner(name);
        while (!scanner.AtEnd)
        {
            // A quoted string stays on one line.
            var word = scanner.Current == '"'
                ? scanner.TakeQuoted() ?? scanner.TakeWhile(_ => true)
                : scanner.TakeWhile(c => !char.IsWhiteSpace(c));
            if (!first && line.LineLength > 1 && !line.Fits(word.Length)) line.Wrap();
            line.Append(word);
            first = false;
            if (scanner.TakeWhile(char.IsWhiteSpace).Length > 0 && !scanner.AtEnd) line.Append(' ');
        }
    }

    private static string InternationalPhrase(string name) => name.Any(Characters.IsSpecial) ? MimeUtils.Quote(name) : name;

    private static string ToAscii(string address, int at)
        => at >= 0 && Characters.IsInternational(address.AsSpan(at + 1))
            ? $"{address.AsSpan(0, at)}@{AddrSpecReader.ToAscii(address[(at + 1)..])}"
            : address;

    private static (string Address, int At) Read(string text)
    {
        var scanner = new HeaderScanner(text);
        var address = new AddrSpecReader(scanner).Read(_ => false);
        if (!scanner.SkipBlanksAndComments() || !scanner.AtEnd)
            throw new ParseException($"Unexpected token at offset {scanner.Position}.", scanner.Position, scanner.Position);
        return address;
    }

    private static (string Address, int At)? TryRead(string text)
    {
        try
        {
            return new AddrSpecReader(new HeaderScanner(text)).Read(_ => false);
        }
        catch (ParseException)
        {
            return null;
        }
    }
}
