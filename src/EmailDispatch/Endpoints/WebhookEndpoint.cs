using Azure;

namespace EmailDispatch.Endpoints;

/// <summary>An address that a tenant wants to be told events at.</summary>
public sealed record WebhookEndpoint
{
    /// <summary>For how long the secret before a rotation signs too.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromHours(24);

    /// <summary>Its id, a UUID.</summary>
    public required string Id { get; init; }

    /// <summary>Whose it is.</summary>
    public required string Tenant { get; init; }

    /// <summary>Where events are posted to.</summary>
    public required string Url { get; init; }

    /// <summary>Which events.</summary>
    public required IReadOnlyList<string> Events { get; init; }

    /// <summary>Whether it is told events. What happens while it is disabled is not kept for it.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>Why the dispatcher disabled it; null where a caller did, or nobody.</summary>
    public string? DisabledReason { get; init; }

    /// <summary>When it was disabled; null while enabled.</summary>
    public DateTimeOffset? DisabledAt { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>How often its secret was rotated.</summary>
    public int Rotations { get; init; }

    /// <summary>When its secret was last rotated; null for never.</summary>
    public DateTimeOffset? RotatedAt { get; init; }

    /// <summary>Whether it was deleted, and its history is still to be.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>The version of its row.</summary>
    public ETag ETag { get; init; }

    /// <summary>Whether it is to be told an event.</summary>
    public bool Wants(string type) => IsEnabled && !IsDeleted && Events.Contains(type);
}
