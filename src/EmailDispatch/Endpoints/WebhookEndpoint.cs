using Azure;

namespace EmailDispatch.Endpoints;

/// <summary>A URL to which a tenant's events are posted.</summary>
public sealed record WebhookEndpoint
{
    /// <summary>How long the previous secret also signs after a rotation.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromHours(24);

    /// <summary>A UUID.</summary>
    public required string Id { get; init; }

    public required string Tenant { get; init; }

    public required string Url { get; init; }

    public required IReadOnlyList<string> Events { get; init; }

    /// <summary>Whether it receives events. Events that happen while it is disabled are not kept for it.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>Why the dispatcher disabled it; null if it is enabled or a caller disabled it.</summary>
    public string? DisabledReason { get; init; }

    /// <summary>When it was disabled; null while enabled.</summary>
    public DateTimeOffset? DisabledAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>How often its secret was rotated; an input to the secret's derivation.</summary>
    public int Rotations { get; init; }

    /// <summary>When its secret was last rotated; null if never.</summary>
    public DateTimeOffset? RotatedAt { get; init; }

    /// <summary>Whether it was deleted; its history is deleted later.</summary>
    public bool IsDeleted { get; init; }

    public ETag ETag { get; init; }

    public bool Wants(string type) => IsEnabled && !IsDeleted && Events.Contains(type);
}
