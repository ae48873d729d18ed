using EmailDispatch.Providers;
using EmailDispatch.Providers.State;

namespace EmailDispatch.Functions.Http;

/// <summary>A provider as the API shows it: neither its secret nor its user name, which some services make a secret of.</summary>
public sealed record ProviderView
{
    /// <summary>What this is.</summary>
    public string Object { get; } = "provider";

    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>The service; null for none of the presets.</summary>
    public string? Preset { get; init; }

    /// <summary>Host name of the server.</summary>
    public required string Host { get; init; }

    /// <summary>Port of the server.</summary>
    public int Port { get; init; }

    /// <summary>How the connection is protected.</summary>
    public ProviderSecurity Security { get; init; }

    /// <summary>Providers are tried in ascending order of it.</summary>
    public int Priority { get; init; }

    /// <summary>The share of emails among the providers of one priority.</summary>
    public int Weight { get; init; }

    /// <summary>Whether the provider is used at all.</summary>
    public bool Enabled { get; init; }

    /// <summary>The streams it serves; empty for all.</summary>
    public required IReadOnlyList<string> Streams { get; init; }

    /// <summary>The domains it may send from; empty for all.</summary>
    public required IReadOnlyList<string> FromDomains { get; init; }

    /// <summary>Whether it is in use now; null while storage does not answer.</summary>
    public BreakerView? Breaker { get; init; }

    /// <summary>What is left of its limits; null while storage does not answer.</summary>
    public IReadOnlyList<QuotaView>? Quotas { get; init; }

    /// <summary>As configured, and as the instances share its state.</summary>
    public static ProviderView Of(ProviderOptions provider, ProviderSnapshot? snapshot, bool withReply) => new()
    {
        Name = provider.Name,
        Preset = provider.Preset.Length > 0 ? provider.Preset : null,
        Host = provider.Host,
        Port = provider.Port,
        Security = provider.Security,
        Priority = provider.Priority,
        Weight = provider.Weight,
        Enabled = provider.Enabled,
        Streams = provider.Streams,
        FromDomains = provider.FromDomains,
        Breaker = snapshot is null ? null : BreakerView.Of(snapshot, withReply),
        Quotas = snapshot is null ? null : [.. snapshot.Quotas.Select(QuotaView.Of)],
    };
}
