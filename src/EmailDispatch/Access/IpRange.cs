using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace EmailDispatch.Access;

/// <summary>
/// Ranges of IP addresses in CIDR notation (RFC 4632, RFC 4291 section 2.3), or single addresses. Read more strictly than the framework
/// does: <c>10/8</c> or <c>10.0.0.1/8</c> would be taken for something that hardly anybody means.
/// </summary>
internal static class IpRange
{
    private const int MappedPrefix = 96;

    /// <summary>Reads a range.</summary>
    /// <param name="text">The range.</param>
    /// <param name="range">What it means.</param>
    /// <param name="fault">What is wrong with it; else empty.</param>
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

    /// <summary>Whether a range has an address. An IPv4 address that arrives on an IPv6 socket is an IPv4 address still (RFC 4291 section 2.5.5.2).</summary>
    public static bool Contains(IPNetwork range, IPAddress address) =>
        range.Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    // The framework takes 1 for 0.0.0.1 and 010.0.0.1 for 8.0.0.1, and lets an IPv6 address have a zone, brackets and a port.
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
