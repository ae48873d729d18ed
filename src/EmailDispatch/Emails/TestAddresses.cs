using EmailDispatch.Emails.Idn;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Emails;

/// <summary>Recognizes test addresses (<see cref="TestAddressOptions"/>).</summary>
public sealed class TestAddresses(IOptions<TestAddressOptions> options)
{
    private readonly string? _domain = options.Value.Domain is { Length: > 0 } domain && DomainName.TryToAscii(domain, out var ascii) ? ascii : null;

    public bool Contains(string address) => _domain is not null && new EmailAddress(address).AsciiDomain.Equals(_domain, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a test address simulates an address on the do-not-send list.</summary>
    public bool IsSuppressed(string address) => Contains(address) && NameOf(address) is "suppressed" or "suppressionlist";

    /// <summary>Returns the local part up to a plus sign, in lower case.</summary>
    public static string NameOf(string address) => address[..address.LastIndexOf('@')].Split('+')[0].ToLowerInvariant();
}
