namespace EmailDispatch.Domains.Dns;

/// <summary>The types of records that are looked up.</summary>
internal enum DnsType
{
    /// <summary>Text.</summary>
    Txt,

    /// <summary>Alias.</summary>
    Cname,

    /// <summary>Mail exchange.</summary>
    Mx,

    /// <summary>IPv4 or IPv6 addresses; one lookup, as SPF counts it.</summary>
    Address,
}
