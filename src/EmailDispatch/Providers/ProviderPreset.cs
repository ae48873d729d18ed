using System.Globalization;
using System.Text.RegularExpressions;

namespace EmailDispatch.Providers;

/// <summary>
/// What is known of a service: filled in before the settings, so that whatever is set explicitly wins. A limit is here only if the
/// service publishes it for every account; what depends on a plan is told in docs/providers.md, as are the sources.
/// </summary>
/// <param name="Name">The word for <see cref="ProviderOptions.Preset"/>.</param>
/// <param name="Host">The submission server; null where it depends on the region.</param>
public sealed record ProviderPreset(string Name, string? Host)
{
    /// <summary>Default 587.</summary>
    public int Port { get; init; } = 587;

    /// <summary>Default <see cref="ProviderSecurity.StartTls"/>.</summary>
    public ProviderSecurity Security { get; init; } = ProviderSecurity.StartTls;

    /// <summary>The user name that all accounts share; empty where each has its own.</summary>
    public string Username { get; init; } = "";

    /// <summary>Whether the secret is the user name as well.</summary>
    public bool UsernameIsSecret { get; init; }

    /// <summary>What to enter as user name, for people.</summary>
    public required string UsernameHint { get; init; }

    /// <summary>Servers of the regions that have one of their own.</summary>
    public IReadOnlyDictionary<string, string> Regions { get; init; } = new Dictionary<string, string>();

    /// <summary>The server where the region is part of its name, at <c>{0}</c>; null where <see cref="Regions"/> lists them.</summary>
    public string? RegionalHost { get; init; }

    /// <summary>Size of the composed message in bytes; a published MB counted as 1,000,000. Null where not published.</summary>
    public long? MaxMessageBytes { get; init; }

    /// <summary>Recipients of one message; null where not published.</summary>
    public int? MaxRecipients { get; init; }

    /// <summary>Emails an hour that every account has at least; null where it depends on the plan.</summary>
    public int? PerHour { get; init; }

    /// <summary>Emails a day that every account has at least; null where it depends on the plan.</summary>
    public int? PerDay { get; init; }

    /// <summary>Other spellings of the name.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Fills in the settings; answers what is wrong with the region, null when nothing is.</summary>
    internal string? Apply(ProviderOptions provider, string region)
    {
        (provider.Port, provider.Security) = (Port, Security);
        (provider.Username, provider.UsernameIsSecret) = (Username, UsernameIsSecret);
        (provider.MaxMessageBytes, provider.MaxRecipients) = (MaxMessageBytes, MaxRecipients);
        (provider.PerHour, provider.PerDay) = (PerHour, PerDay);
        var host = FindHost(region, out var fault);
        provider.Host = host ?? "";
        return fault;
    }

    private string? FindHost(string region, out string? fault)
    {
        fault = null;
        if (region.Length == 0)
        {
            fault = Host is null ? $"Region: {Name} needs one, such as eu-west-1." : null;
            return Host;
        }

        if (RegionalHost is not null && Regex.IsMatch(region, "^[a-z]{2}(-[a-z]+)+-[0-9]$"))
            return string.Format(CultureInfo.InvariantCulture, RegionalHost, region);
        if (Regions.TryGetValue(region, out var host))
            return host;

        fault = (RegionalHost, Regions.Count) switch
        {
            (not null, _) => $"Region: '{region}' is not a region such as eu-west-1.",
            (_, 0) => $"Region: {Name} has none.",
            _ => $"Region: '{region}' is not one of {string.Join(", ", Regions.Keys)}.",
        };
        return null;
    }
}
