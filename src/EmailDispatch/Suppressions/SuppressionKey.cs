using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EmailDispatch.Emails;

namespace EmailDispatch.Suppressions;

/// <summary>The row key of an address: the SHA-256 of its normal form, because an address may contain characters that keys must not.</summary>
internal static class SuppressionKey
{
    private const int FingerprintDigits = 16;

    // Follows the digits, and so changes neither the fingerprint nor the id.
    private const char Erased = 'e';

    /// <summary>
    /// The form in which addresses are compared: lower case, without unnecessary quotation marks, the domain in A-labels (RFC 5891). RFC 5321 section
    /// 2.4 allows case-sensitive local parts, but almost no server has them: if <c>Ann@</c> bounced, so will <c>ann@</c>, and the list must prevent
    /// that. A tag as in <c>ann+shop@</c> is kept: on servers without tags it is a mailbox of its own.
    /// </summary>
    public static string Normalise(string address)
    {
        var mailbox = new EmailAddress(address.Trim().ToLowerInvariant());
        var localPart = mailbox.Address[..^(mailbox.Domain.Length + 1)];
        return $"{EmailAddressParser.WithoutNeedlessQuotes(localPart)}@{mailbox.AsciiDomain}";
    }

    public static string Of(string address) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Normalise(address))));

    /// <summary>The row key of an erased address, from its hash (<see cref="AddressHashes"/>).</summary>
    public static string OfErased(string hash) => hash + Erased;

    public static bool IsErased(string key) => key.Length > 0 && key.Length % 2 == 1 && key[^1] == Erased;

    /// <summary>The first 64 bits of a row key. Two addresses may share them, so the row decides.</summary>
    public static ulong FingerprintOf(string key) => ulong.Parse(key.AsSpan(0, FingerprintDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
