using System.Globalization;
using System.Text.RegularExpressions;

namespace EmailDispatch.EndToEnd.Samples;

/// <summary>A display name, empty if there is none, and an address whose domain is in its ASCII form.</summary>
public sealed partial record Mailbox(string Name, string Address)
{
    public static Mailbox Parse(string field)
    {
        var bracket = field.LastIndexOf('<');
        if (bracket < 0)
            return new Mailbox("", Normalise(field));

        var name = field[..bracket].Trim();
        if (name is ['"', .., '"'])
            name = QuotedPair().Replace(name[1..^1], "$1");
        return new Mailbox(name, Normalise(field[(bracket + 1)..].TrimEnd('>')));
    }

    /// <summary>RFC 5890: a server may show either form of an IDN; only the receiver may interpret the local part.</summary>
    public static string Normalise(string address)
    {
        var at = address.LastIndexOf('@');
        if (at < 0)
            return address;

        var domain = address[(at + 1)..].ToLowerInvariant();
        try
        {
            return address[..(at + 1)] + new IdnMapping().GetAscii(domain);
        }
        catch (ArgumentException)
        {
            return address[..(at + 1)] + domain;
        }
    }

    public override string ToString() => Name.Length == 0 ? Address : $"{Name} <{Address}>";

    [GeneratedRegex(@"\\(.)")]
    private static partial Regex QuotedPair();
}
