using System.Buffers;
using EmailDispatch.Emails.Idn;

namespace EmailDispatch.Emails;

/// <summary>A mailbox that <see cref="EmailAddressParser"/> accepts: an address with an optional display name.</summary>
/// <param name="Address">The addr-spec, such as <c>a+b@example.com</c>, with the domain in ASCII unless an earlier release accepted it.</param>
/// <param name="Name">The unquoted display name, or null.</param>
public sealed record EmailAddress(string Address, string? Name = null)
{
    // RFC 5322 section 3.2.3.
    private static readonly SearchValues<char> Specials = SearchValues.Create("()<>[]:;@\\,.\"");

    /// <summary>The part after the last <c>@</c>.</summary>
    public string Domain => Address[(Address.LastIndexOf('@') + 1)..];

    /// <summary>The domain in ASCII (RFC 5891).</summary>
    public string AsciiDomain => DomainName.TryToAscii(Domain, out var ascii) ? ascii : Domain;

    /// <summary>Formats as <c>Name &lt;address&gt;</c>, with the name quoted if necessary.</summary>
    public override string ToString() => Name is null ? Address : $"{Quote(Name)} <{Address}>";

    private static string Quote(string name) =>
        name.AsSpan().IndexOfAny(Specials) < 0
            ? name
            : $"\"{name.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
