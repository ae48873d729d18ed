using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Providers;

/// <summary>The configured providers, best first.</summary>
public sealed class ProviderCatalogue
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Providers";

    /// <summary>Reads and checks the settings.</summary>
    /// <exception cref="OptionsValidationException">With every fault found.</exception>
    public ProviderCatalogue(IConfiguration configuration)
    {
        var options = configuration.GetSection(Section).GetChildren().Select(Bind).ToList();
        var faults = options.SelectMany((provider, index) => FindFaults(provider).Select(fault => $"{Section}:{index}:{fault}"))
            .Concat(options.GroupBy(p => p.Name).Where(g => g.Count() > 1).Select(g => $"{Section}: two providers have the name '{g.Key}'."))
            .Concat(options.Count == 0 ? [$"{Section}: at least one provider is needed."] : [])
            .ToList();
        if (faults.Count > 0)
            throw new OptionsValidationException(Section, typeof(ProviderOptions), faults);

        // OrderBy is stable: providers of one priority keep the order of the settings.
        ByPriority = [.. options.OrderBy(p => p.Priority)];
    }

    /// <summary>All providers, lowest priority figure first.</summary>
    public IReadOnlyList<ProviderOptions> ByPriority { get; }

    private static ProviderOptions Bind(IConfigurationSection section) => section.Get<ProviderOptions>() ?? new ProviderOptions();

    private static IEnumerable<string> FindFaults(ProviderOptions provider)
    {
        if (provider.Name.Length is 0 or > 64 || !provider.Name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            yield return $"Name: '{provider.Name}' must be 1 to 64 lower-case letters, digits and hyphens.";
        if (Uri.CheckHostName(provider.Host) == UriHostNameType.Unknown)
            yield return $"Host: '{provider.Host}' is not a host name.";
        if (provider.Port is < 1 or > 65535)
            yield return $"Port: {provider.Port} is not between 1 and 65535.";
        if ((provider.Username.Length > 0) != (provider.Secret.Length > 0))
            yield return "Username and Secret: give both or none.";
        if (provider.ConnectTimeout <= TimeSpan.Zero || provider.CommandTimeout <= TimeSpan.Zero)
            yield return "ConnectTimeout and CommandTimeout: must be longer than zero.";
        if (!IsLoopback(provider.Host) && provider.Security == ProviderSecurity.None)
            yield return $"Security: None is allowed on the loopback interface only, not to {provider.Host}.";
        if (!IsLoopback(provider.Host) && !provider.TlsVerify)
            yield return $"TlsVerify: false is allowed on the loopback interface only, not to {provider.Host}.";
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
