using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EmailDispatch.Emails;

namespace EmailDispatch.Suppressions;

/// <summary>
/// What stands for an address: the SHA-256 of its normal form. An address itself may hold characters that a key must not.
/// </summary>
internal static class SuppressionKey
{
    private const int FingerprintDigits = 16;

    /// <summary>
    /// The form in which addresses are compared: in lower case, without needless quotation marks, the domain in A-labels, RFC 5891.
    /// By RFC 5321 section 2.4 the case of a local part may matter. It does at next to no server, though: who bounced as <c>Ann@</c>
    /// bounces as <c>ann@</c>, and sending there again is what the list is there to prevent. A tag, <c>ann+shop@</c>, stays: servers
    /// without tags have such mailboxes.
    /// </summary>
    public static string Normalise(string address)
    {
        var mailbox = new EmailAddress(address.Trim().ToLowerInvariant());
        var localPart = mailbox.Address[..^(mailbox.Domain.Length + 1)];
        return $"{EmailAddressParser.WithoutNeedlessQuotes(localPart)}@{mailbox.AsciiDomain}";
    }

    /// <summary>The row key.</summary>
    public static string Of(string address) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Normalise(address))));

    /// <summary>The first 64 bits of a row key. They may be those of another address too; a row decides.</summary>
    public static ulong FingerprintOf(string key) => ulong.Parse(key.AsSpan(0, FingerprintDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
