using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace EmailDispatch.Access;

/// <summary>
/// Ranges of IP addresses in CIDR notation (RFC 4632, RFC 4291 section 2.3), or single addresses. Parsing is stricter than the framework's, which
/// accepts <c>10/8</c> or <c>10.0.0.1/8</c> with a meaning that hardly anyone intends.
/// </summary>
internal static class IpRange
{
    private const int MappedPrefix = 96;

    public static bool TryParse(string text, out IPNetwork range, out string fault)
    {
        (range, fault) = (default, "must be an IP address or a range such as 203.0.113.0/24 or 2001:db8::/32");
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (ReadAddress(slash < 0 ? text : text[..slash]) is not { } address)
            return false;

        var bits = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        var prefix = bits;
        if (slash >= 0 && (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out prefix) || prefix > bits))
            return false;

        if (address.IsIPv4MappedToIPv6 && prefix >= MappedPrefix)
            (address, prefix) = (address.MapToIPv4(), prefix - MappedPrefix);
        var start = StartOf(address, prefix);
        if (!start.Equals(address))
        {
            fault = $"has an address beyond its prefix; the range would begin with {start}/{prefix}";
            return false;
        }

        (range, fault) = (new IPNetwork(address, prefix), "");
        return true;
    }

    /// <summary>Whether a range contains an address. An IPv4 address on an IPv6 socket counts as IPv4 (RFC 4291 section 2.5.5.2).</summary>
    public static bool Contains(IPNetwork range, IPAddress address) =>
        range.Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    // The framework reads 1 as 0.0.0.1 and 010.0.0.1 as 8.0.0.1, and accepts IPv6 addresses with a zone, brackets or a port.
    private static IPAddress? ReadAddress(string text)
    {
        if (!IPAddress.TryParse(text, out var address) || text.AsSpan().ContainsAny('%', '['))
            return null;
        return address.AddressFamily == AddressFamily.InterNetwork && address.ToString() != text ? null : address;
    }

    private static IPAddress StartOf(IPAddress address, int prefix)
    {
        var bytes = address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] &= (byte)(0xFF00 >> Math.Clamp(prefix - (8 * i), 0, 8));
        return new IPAddress(bytes);
    }
}
