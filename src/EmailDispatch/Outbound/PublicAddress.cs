using System.Net;
using System.Net.Sockets;

namespace EmailDispatch.Outbound;

/// <summary>
/// Distinguishes public Internet addresses from all others, so that a caller's URL cannot reach the dispatcher's own network. The networks come
/// from the IANA registries of special-purpose addresses that are not globally reachable (RFC 6890 and its successors).
/// </summary>
internal static class PublicAddress
{
    private static readonly IPNetwork[] NotPublic4 =
    [
        IPNetwork.Parse("0.0.0.0/8"),        // this host, RFC 1122
        IPNetwork.Parse("10.0.0.0/8"),       // private, RFC 1918
        IPNetwork.Parse("100.64.0.0/10"),    // carrier-grade NAT, RFC 6598
        IPNetwork.Parse("127.0.0.0/8"),      // loopback
        IPNetwork.Parse("168.63.129.16/32"), // Azure's platform services: looks public but is not
        IPNetwork.Parse("169.254.0.0/16"),   // link-local, including instance metadata, RFC 3927
        IPNetwork.Parse("172.16.0.0/12"),    // private
        IPNetwork.Parse("192.0.0.0/24"),     // protocol assignments, RFC 6890
        IPNetwork.Parse("192.0.2.0/24"),     // documentation, RFC 5737
        IPNetwork.Parse("192.88.99.0/24"),   // 6to4 relays, RFC 7526
        IPNetwork.Parse("192.168.0.0/16"),   // private
        IPNetwork.Parse("198.18.0.0/15"),    // benchmarks, RFC 2544
        IPNetwork.Parse("198.51.100.0/24"),  // documentation
        IPNetwork.Parse("203.0.113.0/24"),   // documentation
        IPNetwork.Parse("224.0.0.0/4"),      // multicast
        IPNetwork.Parse("240.0.0.0/4"),      // reserved and broadcast
    ];

    // All global unicast addresses (RFC 4291 section 2.4), without unique-local, link-local, multicast and the embedded IPv4 addresses of ::/8.
    private static readonly IPNetwork Global6 = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] NotPublic6 =
    [
        IPNetwork.Parse("2001::/23"),     // protocol assignments, Teredo among them, RFC 2928, RFC 4380
        IPNetwork.Parse("2001:db8::/32"), // documentation, RFC 3849
        IPNetwork.Parse("2002::/16"),     // 6to4, which holds any IPv4 address, RFC 3056
        IPNetwork.Parse("3fff::/20"),     // documentation, RFC 9637
    ];

    // How an IPv6-only network reaches IPv4 (RFC 6052): the last 32 bits are the IPv4 address.
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    public static bool Is(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork)
            return !Array.Exists(NotPublic4, network => network.Contains(address));
        if (address.IsIPv4MappedToIPv6)
            return Is(address.MapToIPv4());
        if (Nat64.Contains(address))
            return Is(new IPAddress(address.GetAddressBytes().AsSpan(12)));
        return Global6.Contains(address) && !Array.Exists(NotPublic6, network => network.Contains(address));
    }
}
