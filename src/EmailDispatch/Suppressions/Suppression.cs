namespace EmailDispatch.Suppressions;

/// <summary>One address on a tenant's do-not-send list: the addr-spec as it was first added.</summary>
public sealed record Suppression(string Tenant, string Address, SuppressionReason Reason, DateTimeOffset CreatedAt)
{
    public SuppressionId Id => SuppressionId.OfKey(Key);

    /// <summary>Whether the address was erased, and <see cref="Address"/> stands in its place.</summary>
    public bool IsErased => SuppressionKey.IsErased(Key);

    /// <summary>The row key.</summary>
    internal string Key { get; init; } = SuppressionKey.Of(Address);

    /// <summary>The server's rejection; null if there was none.</summary>
    public string? Detail { get; init; }

    /// <summary>The id of the rejected email; null if there was none.</summary>
    public string? EmailId { get; init; }
}
