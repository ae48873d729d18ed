namespace EmailDispatch.Domains.Dns;

internal enum DnsType
{
    Txt,

    Cname,

    Mx,

    /// <summary>IPv4 or IPv6 addresses; counted as one lookup, as SPF does.</summary>
    Address,
}
