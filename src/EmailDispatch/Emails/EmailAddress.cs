using System.Buffers;
using EmailDispatch.Emails.Idn;

namespace EmailDispatch.Emails;

/// <summary>A mailbox: an address with an optional display name, valid by <see cref="EmailAddressParser"/>.</summary>
/// <param name="Address">The addr-spec, such as <c>a+b@example.com</c>; its domain in the form of DNS, unless an earlier release accepted it.</param>
/// <param name="Name">The display name, unquoted; null when there is none.</param>
public sealed record EmailAddress(string Address, string? Name = null)
{
    // RFC 5322 section 3.2.3.
    private static readonly SearchValues<char> Specials = SearchValues.Create("()<>[]:;@\\,.\"");

    /// <summary>The part after the last <c>@</c>.</summary>
    public string Domain => Address[(Address.LastIndexOf('@') + 1)..];

    /// <summary>The domain as DNS and Message-IDs hold it: non-ASCII labels in their A-label form, RFC 5891; itself where it has none.</summary>
    public string AsciiDomain => DomainName.TryToAscii(Domain, out var ascii) ? ascii : Domain;

    /// <summary>The mailbox as it is shown: <c>Name &lt;address&gt;</c>, the name quoted where it has to be.</summary>
    public override string ToString() => Name is null ? Address : $"{Quote(Name)} <{Address}>";

    private static string Quote(string name) =>
        name.AsSpan().IndexOfAny(Specials) < 0
            ? name
            : $"\"{name.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
