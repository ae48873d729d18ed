using System.Net;
using System.Net.NetworkInformation;
using EmailDispatch.Emails;
using EmailDispatch.Providers;

namespace EmailDispatch.Smtp;

/// <summary>
/// The name sent in EHLO, which should be fully qualified (RFC 5321 section 4.1.1.1). A cloud machine often knows only its short name, which many
/// servers reject. The order is: the setting, this machine's full name, a domain that the provider sends from, the IP address.
/// </summary>
internal static class ClientName
{
    private static readonly string Machine = OfMachine();

    public static string Of(ProviderOptions provider, EndPoint? local)
    {
        if (provider.EhloName.Length > 0)
            return provider.EhloName;
        if (IsFull(Machine))
            return Machine;

        var own = provider.DefaultFromAddress[(provider.DefaultFromAddress.LastIndexOf('@') + 1)..];
        if (own.Length == 0)
            own = provider.FromDomains.FirstOrDefault(domain => !domain.StartsWith('*')) ?? "";
        if (own.Length > 0)
            return new EmailAddress($"postmaster@{own}").AsciiDomain;

        // RFC 5321 section 4.1.3: an address literal, to which MailKit adds the brackets.
        return local is IPEndPoint { Address: var address } ? (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString() : Machine;
    }

    private static bool IsFull(string name) => Uri.CheckHostName(name) == UriHostNameType.Dns && name.Trim('.').Contains('.');

    private static string OfMachine()
    {
        var properties = IPGlobalProperties.GetIPGlobalProperties();
        return properties.DomainName.Length == 0 || properties.HostName.Contains('.') ? properties.HostName : $"{properties.HostName}.{properties.DomainName}";
    }
}
