using System.Text.Json;
using EmailDispatch.Providers;
using EmailDispatch.Providers.State;

namespace EmailDispatch.Functions.Api;

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

/// <summary>Whether a provider is used, and why not.</summary>
/// <param name="State"><c>closed</c>, <c>open</c> or <c>half_open</c>.</param>
/// <param name="Reason">Why it is not used; null while it is.</param>
/// <param name="Since">Since when it is used or not.</param>
/// <param name="Until">Until when it is paused.</param>
/// <param name="LastFailure">What opened the breaker last.</param>
public sealed record BreakerView(string State, string? Reason, DateTimeOffset? Since, DateTimeOffset? Until, LastFailure? LastFailure)
{
    /// <summary>As the instances share it; without the reply for whoever may not see other tenants' recipients, whom it may name.</summary>
    public static BreakerView Of(ProviderSnapshot snapshot, bool withReply) => new(
        JsonNamingPolicy.SnakeCaseLower.ConvertName(snapshot.State.ToString()),
        snapshot.Reason is { } reason ? JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString()) : null,
        snapshot.Since, snapshot.Until, withReply ? snapshot.LastFailure : snapshot.LastFailure is { } last ? last with { Reply = null } : null);
}

/// <summary>What is left of a quota.</summary>
/// <param name="Period"><c>second</c>, <c>hour</c> or <c>day</c>.</param>
/// <param name="Limit">The limit.</param>
/// <param name="Left">What is left; null for the second, which is over at once.</param>
/// <param name="ResetsAt">When the whole limit is free again.</param>
public sealed record QuotaView(string Period, int Limit, int? Left, DateTimeOffset? ResetsAt)
{
    /// <summary>As the instances share it.</summary>
    public static QuotaView Of(QuotaLeft quota) => new(quota.Period.ToString().ToLowerInvariant(), quota.Limit, quota.Left, quota.ResetsAt);
}
