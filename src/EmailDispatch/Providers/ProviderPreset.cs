using System.Globalization;
using System.Text.RegularExpressions;

namespace EmailDispatch.Providers;

/// <summary>
/// Default settings for a known service. Explicit settings win. A limit is included only if the service publishes it for every account;
/// docs/providers.md describes limits that depend on a plan, and gives the sources.
/// </summary>
/// <param name="Name">The value for <see cref="ProviderOptions.Preset"/>.</param>
/// <param name="Host">The submission server; null if it depends on the region.</param>
public sealed record ProviderPreset(string Name, string? Host)
{
    public int Port { get; init; } = 587;

    public ProviderSecurity Security { get; init; } = ProviderSecurity.StartTls;

    /// <summary>The user name that all accounts share; empty if each account has its own.</summary>
    public string Username { get; init; } = "";

    /// <summary>Whether the secret is also the user name.</summary>
    public bool UsernameIsSecret { get; init; }

    /// <summary>Tells people what to enter as the user name.</summary>
    public required string UsernameHint { get; init; }

    /// <summary>The servers of regions that have their own.</summary>
    public IReadOnlyDictionary<string, string> Regions { get; init; } = new Dictionary<string, string>();

    /// <summary>The server if its name contains the region, at <c>{0}</c>; null if <see cref="Regions"/> lists the servers.</summary>
    public string? RegionalHost { get; init; }

    /// <summary>The maximum size of the composed message in bytes; a published MB counts as 1,000,000. Null if not published.</summary>
    public long? MaxMessageBytes { get; init; }

    /// <summary>The maximum number of recipients of a message; null if not published.</summary>
    public int? MaxRecipients { get; init; }

    /// <summary>Emails per second that every account may send; null if it depends on the plan.</summary>
    public int? PerSecond { get; init; }

    /// <summary>Emails per minute that every account may send; null if it depends on the plan.</summary>
    public int? PerMinute { get; init; }

    /// <summary>Connections that an account may have at the same time; null if not published.</summary>
    public int? MaxConnections { get; init; }

    /// <summary>Emails per hour that every account may send; null if it depends on the plan.</summary>
    public int? PerHour { get; init; }

    /// <summary>Emails per day that every account may send; null if it depends on the plan.</summary>
    public int? PerDay { get; init; }

    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Fills in the settings and returns the fault of the region; null if it is valid.</summary>
    internal string? Apply(ProviderOptions provider, string region)
    {
        (provider.Port, provider.Security) = (Port, Security);
        (provider.Username, provider.UsernameIsSecret) = (Username, UsernameIsSecret);
        (provider.MaxMessageBytes, provider.MaxRecipients) = (MaxMessageBytes, MaxRecipients);
        (provider.PerSecond, provider.PerMinute, provider.PerHour, provider.PerDay) = (PerSecond, PerMinute, PerHour, PerDay);
        provider.MaxConnections = MaxConnections ?? provider.MaxConnections;
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
