using System.Net;
using EmailDispatch.Emails;

namespace EmailDispatch.Providers;

/// <summary>Rules for the settings of a provider: faults, and warnings about what is allowed but not recommended.</summary>
internal static class ProviderRules
{
    private static readonly TimeSpan MaxTimeout = TimeSpan.FromMinutes(5);

    /// <summary>All faults, beginning with the setting. Values of Username and Secret are not repeated: they may contain a password by mistake.</summary>
    public static IEnumerable<string> FindFaults(ProviderOptions provider) =>
        [.. FindIdentityFaults(provider), .. FindConnectionFaults(provider), .. FindRoutingFaults(provider), .. FindHeaderFaults(provider), .. FindLimitFaults(provider), .. EventRules.FindFaults(provider), .. ReturnPath.FindFaults(provider)];

    public static IEnumerable<string> FindWarnings(ProviderOptions provider)
    {
        if (provider.Port == 25)
            yield return "Port: 25 is for mail between servers; most clouds block it, Azure among them. Use 587, 465 or 2525.";
        if (provider.Port is 465 or 2465 && provider.Security != ProviderSecurity.SslOnConnect)
            yield return $"Port: {provider.Port} usually expects TLS from the first byte; set Security to SslOnConnect.";
        if (provider.Port is 25 or 587 or 2525 or 2587 && provider.Security == ProviderSecurity.SslOnConnect)
            yield return $"Port: {provider.Port} usually begins in plain text; set Security to StartTls.";
        if (!IsLoopback(provider.Host) && provider.Security == ProviderSecurity.None)
            yield return $"Security: emails and credentials travel to {provider.Host} in plain text.";
        if (!IsLoopback(provider.Host) && !provider.TlsVerify)
            yield return $"TlsVerify: whoever answers for {provider.Host} is trusted.";
    }

    private static IEnumerable<string> FindIdentityFaults(ProviderOptions provider)
    {
        if (!IsLabel(provider.Name))
            yield return $"Name: '{provider.Name}' must be 1 to 64 lower-case letters, digits and hyphens.";
        if (provider.DisplayName.Length > 100)
            yield return "DisplayName: must be at most 100 characters long.";
        if (TextSafety.FindUnsafe(provider.DisplayName) is { } unsafeCharacter)
            yield return $"DisplayName: must not contain {unsafeCharacter}.";
        if (provider.Username.Length > 0 && provider.Secret.Length == 0)
            yield return "Secret: is needed where there is a Username.";
        if (provider.Username.Length == 0 && provider.Secret.Length == 0 && provider.Preset.Length > 0)
            yield return $"Secret: is needed, {provider.Preset} takes no email without a login.";
        if (TextSafety.FindUnsafe(provider.Username) is { } character)
            yield return $"Username: must not contain {character}.";

        // The names that Key Vault allows; this also detects most passwords.
        if (provider.Secret.Length > 127 || !provider.Secret.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
            yield return "Secret: must be the name of a secret, not the secret itself: at most 127 letters, digits and hyphens.";
    }

    private static IEnumerable<string> FindConnectionFaults(ProviderOptions provider)
    {
        if (Uri.CheckHostName(provider.Host) == UriHostNameType.Unknown)
            yield return provider.Host.Length == 0 ? "Host: is needed, or a Preset." : $"Host: '{provider.Host}' is not a host name.";
        if (provider.Port is < 1 or > 65535)
            yield return $"Port: {provider.Port} is not between 1 and 65535.";
        if (FindTimeoutFault(provider.ConnectTimeout) is { } connect)
            yield return $"ConnectTimeout: {connect}";
        if (FindTimeoutFault(provider.CommandTimeout) is { } command)
            yield return $"CommandTimeout: {command}";
        if (provider.MaxConnections is < 1 or > 1000)
            yield return $"MaxConnections: {provider.MaxConnections} is not between 1 and 1000.";
        if (provider.MaxMessagesPerConnection < 1)
            yield return $"MaxMessagesPerConnection: {provider.MaxMessagesPerConnection} must be at least 1.";
        if (provider.EhloName.Length > 0 && !(Uri.CheckHostName(provider.EhloName) == UriHostNameType.Dns && provider.EhloName.Trim('.').Contains('.')))
            yield return $"EhloName: '{provider.EhloName}' is not a full host name such as mail.example.com.";
        if (provider.CertificatePin.Length > 0 && !CertificatePins.AreValid(provider.CertificatePin))
            yield return "CertificatePin: must be SHA-256 hashes separated by commas, each 64 hexadecimal digits with or without colons, after spki: for a public key.";
        if (IsLoopback(provider.Host) || provider.AllowInsecure)
            yield break;

        if (provider.Security == ProviderSecurity.None)
            yield return $"Security: None is allowed on the loopback interface only, not to {provider.Host}, unless AllowInsecure is true.";
        if (!provider.TlsVerify)
            yield return $"TlsVerify: false is allowed on the loopback interface only, not to {provider.Host}, unless AllowInsecure is true.";
    }

    private static IEnumerable<string> FindRoutingFaults(ProviderOptions provider)
    {
        if (provider.Priority < 0)
            yield return $"Priority: {provider.Priority} must not be negative.";
        if (provider.Weight is < 0 or > 1_000_000)
            yield return $"Weight: {provider.Weight} is not between 0 and 1000000.";
        foreach (var stream in provider.Streams.Where(stream => !IsLabel(stream)))
            yield return $"Streams: '{stream}' must be 1 to 64 lower-case letters, digits and hyphens.";
        foreach (var tenant in provider.Tenants.Where(tenant => !IsLabel(tenant)))
            yield return $"Tenants: '{tenant}' must be 1 to 64 lower-case letters, digits and hyphens.";
        foreach (var domain in provider.FromDomains.Where(domain => !DomainPattern.IsValid(domain)))
            yield return $"FromDomains: '{domain}' must be a domain such as example.com, or *.example.com for its subdomains.";

        if (provider.DefaultFromAddress.Length > 0)
        {
            if (!EmailAddressParser.TryParse(provider.DefaultFromAddress, out var address, out var fault))
                yield return $"DefaultFromAddress: {fault}.";
            else if (address.Name is not null)
                yield return "DefaultFromAddress: must be the address alone; the name goes into DefaultFromName.";
            else if (!DomainPattern.MatchesAny(provider.FromDomains, address.Domain))
                yield return $"DefaultFromAddress: its domain {address.Domain} is not among the FromDomains.";
        }
        else if (provider.DefaultFromName.Length > 0)
        {
            yield return "DefaultFromName: needs a DefaultFromAddress.";
        }

        if (TextSafety.FindUnsafe(provider.DefaultFromName) is { } character)
            yield return $"DefaultFromName: must not contain {character}.";
        if (provider.RewriteFrom && (provider.DefaultFromAddress.Length == 0 || provider.FromDomains.Count == 0))
            yield return "RewriteFrom: needs a DefaultFromAddress, and FromDomains that tell which emails keep their own.";
    }

    private static IEnumerable<string> FindHeaderFaults(ProviderOptions provider)
    {
        foreach (var (name, value) in provider.Headers)
        {
            if (HeaderRules.FindNameFault(name) is { } nameFault)
                yield return $"Headers:{name}: {nameFault}.";
            if (HeaderRules.FindValueFault(name, value) is { } valueFault)
                yield return $"Headers:{name}: {valueFault}.";
        }
    }

    private static IEnumerable<string> FindLimitFaults(ProviderOptions provider)
    {
        (string Name, long? Value)[] limits =
        [
            (nameof(provider.PerSecond), provider.PerSecond), (nameof(provider.PerMinute), provider.PerMinute), (nameof(provider.PerHour), provider.PerHour), (nameof(provider.PerDay), provider.PerDay),
            (nameof(provider.MaxRecipients), provider.MaxRecipients), (nameof(provider.WarmUpPerDay), provider.WarmUpPerDay),
        ];
        foreach (var (name, value) in limits.Where(limit => limit.Value < 1))
            yield return $"{name}: {value} must be at least 1; leave it out for no limit, set Enabled to false to stop sending.";
        if (provider.PricePerThousand is < 0 or > 100_000)
            yield return $"PricePerThousand: {provider.PricePerThousand} is not between 0 and 100000.";
        if (provider.WarmUpStart is null != provider.WarmUpPerDay is null)
            yield return provider.WarmUpStart is null ? "WarmUpStart: is needed with WarmUpPerDay." : "WarmUpPerDay: is needed with WarmUpStart.";
        if (provider.MaxMessageBytes < 64 * 1024)
            yield return $"MaxMessageBytes: {provider.MaxMessageBytes} must be at least 65536.";
    }

    // A plain number is parsed as days, which is never intended.
    private static string? FindTimeoutFault(TimeSpan timeout) =>
        timeout > TimeSpan.Zero && timeout <= MaxTimeout ? null : $"must be longer than zero and at most {MaxTimeout}, such as 00:00:05.";

    private static bool IsLabel(string text) =>
        text.Length is > 0 and <= 64 && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    public static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
