using System.Text.Json.Nodes;
using EmailDispatch.Access;
using EmailDispatch.ConnectionTesting;
using EmailDispatch.Naming;
using EmailDispatch.Operations;
using EmailDispatch.Providers;
using EmailDispatch.Providers.State;

namespace EmailDispatch.Functions.Api;

/// <summary>A provider, without its secret and its user name, which some services treat as a secret.</summary>
public sealed record ProviderView
{
    public string Object { get; } = "provider";
    public required string Name { get; init; }
    public string? DisplayName { get; init; }

    /// <summary><c>settings</c> or <c>api</c>.</summary>
    public required string ManagedBy { get; init; }

    /// <summary>Whether the API key may change and remove it.</summary>
    public bool CanChange { get; init; }

    /// <summary><c>enabled</c>, <c>disabled</c>, <c>draining</c> or, if no session can be left, <c>drained</c>.</summary>
    public required string State { get; init; }

    public string? Preset { get; init; }
    public required string Host { get; init; }
    public int Port { get; init; }
    public ProviderSecurity Security { get; init; }
    public int Priority { get; init; }
    public int Weight { get; init; }
    public bool Enabled { get; init; }
    public required IReadOnlyList<string> Streams { get; init; }
    public required IReadOnlyList<string> FromDomains { get; init; }
    public required IReadOnlyList<string> Tenants { get; init; }

    /// <summary>What was set through the API, without user name and password; null unless the API key may change it.</summary>
    public JsonObject? Settings { get; init; }

    /// <summary>Whether a password is stored; null unless the API key may change it.</summary>
    public bool? HasPassword { get; init; }

    /// <summary>The sender of a test without <c>from</c>; null if there is none, or if it is the user name.</summary>
    public string? TestFrom { get; init; }

    /// <summary>Null if storage does not answer, like <see cref="Quotas"/>.</summary>
    public BreakerView? Breaker { get; init; }

    public IReadOnlyList<QuotaView>? Quotas { get; init; }

    /// <summary>The last connection test; null if there was none or storage does not answer.</summary>
    public LastTestView? LastTest { get; init; }

    public static ProviderView Of(ProviderOptions provider, ProviderSnapshot? snapshot, string state, ApiKey by, bool mayResume) => new()
    {
        Name = provider.Name,
        DisplayName = provider.DisplayName.Length > 0 ? provider.DisplayName : null,
        ManagedBy = provider.IsManaged ? "api" : "settings",
        CanChange = ProviderManagement.MayChange(by, provider),
        State = state,
        Settings = ProviderManagement.MayChange(by, provider) ? ProviderFields.Show(provider.Row!) : null,
        HasPassword = ProviderManagement.MayChange(by, provider) ? provider.Secret.Length > 0 : null,
        Preset = provider.Preset.Length > 0 ? provider.Preset : null,
        Host = provider.Host,
        Port = provider.Port,
        Security = provider.Security,
        Priority = provider.Priority,
        Weight = provider.Weight,
        Enabled = provider.Enabled,
        Streams = provider.Streams,
        FromDomains = provider.FromDomains,
        Tenants = [.. provider.Tenants.Where(tenant => by.IsOperator || tenant == by.Tenant)],
        TestFrom = ProviderTest.ShownSender(provider),
        Breaker = snapshot is null ? null : BreakerView.Of(snapshot, by.IsOperator, mayResume),
        Quotas = snapshot is null ? null : [.. snapshot.Quotas.Select(QuotaView.Of)],
        LastTest = snapshot?.LastTest is { } test ? new LastTestView(test.At, test.Succeeded ? "ok" : "failed", test.Stage, by.IsOperator ? test.Message : null, test.Hint) : null,
    };
}

/// <summary>The last connection test of a provider. The message is for the operator only, because it may name senders of other tenants.</summary>
public sealed record LastTestView(DateTimeOffset At, string Status, string? Stage, string? Message, string? Hint);

public sealed record BreakerView(string State, string? Reason, DateTimeOffset? Since, DateTimeOffset? Until, LastFailure? LastFailure, bool CanResume)
{
    /// <summary>The last reply is for the operator only, because it may name recipients of other tenants.</summary>
    public static BreakerView Of(ProviderSnapshot snapshot, bool withReply, bool mayResume) => new(
        snapshot.State.ToName(),
        snapshot.Reason?.ToName(),
        snapshot.Since, snapshot.Until, withReply ? snapshot.LastFailure : snapshot.LastFailure is { } last ? last with { Reply = null } : null,
        mayResume && snapshot.State != BreakerState.Closed);
}

/// <summary>The remaining quota, null for the period of a second, and an estimate of when it is used up.</summary>
public sealed record QuotaView(string Period, int Limit, int? Left, DateTimeOffset? ResetsAt, DateTimeOffset? ExhaustedAt)
{
    public static QuotaView Of(QuotaLeft quota) => new(quota.Period.ToString().ToLowerInvariant(), quota.Limit, quota.Left, quota.ResetsAt, quota.ExhaustedAt);
}

/// <summary>The response to ending a provider's pause.</summary>
/// <param name="Name">The provider.</param>
/// <param name="Resumed">Whether it was paused and no longer is.</param>
/// <param name="Woken">How many deferred emails are tried again at once instead of at their time.</param>
public sealed record ProviderResumedView(string Name, bool Resumed, int Woken)
{
    public string Object { get; } = "provider";
}

public sealed record ProviderChangedView(string Name)
{
    public string Object { get; } = "provider";
}

public sealed record ProviderDeletedView(string Name)
{
    public string Object { get; } = "provider";
    public bool Deleted { get; } = true;
}
