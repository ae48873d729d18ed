namespace EmailDispatch.Suppressions;

/// <summary>One address on a tenant's do-not-send list: the addr-spec as it was first added.</summary>
public sealed record Suppression(string Tenant, string Address, SuppressionReason Reason, DateTimeOffset CreatedAt)
{
    public SuppressionId Id { get; init; } = SuppressionId.Of(Address);

    /// <summary>The server's rejection; null if there was none.</summary>
    public string? Detail { get; init; }

    /// <summary>The id of the rejected email; null if there was none.</summary>
    public string? EmailId { get; init; }
}
