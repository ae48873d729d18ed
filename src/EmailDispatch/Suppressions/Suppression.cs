namespace EmailDispatch.Suppressions;

/// <summary>One address on a tenant's do-not-send list.</summary>
/// <param name="Tenant">Whose list.</param>
/// <param name="Address">The addr-spec as it was first put on the list.</param>
/// <param name="Reason">Why.</param>
/// <param name="CreatedAt">Since when.</param>
public sealed record Suppression(string Tenant, string Address, SuppressionReason Reason, DateTimeOffset CreatedAt)
{
    /// <summary>Its id.</summary>
    public SuppressionId Id { get; init; } = SuppressionId.Of(Address);

    /// <summary>What the server said that refused it; null where none did.</summary>
    public string? Detail { get; init; }

    /// <summary>The id of the email that was refused; null where none was.</summary>
    public string? EmailId { get; init; }
}
