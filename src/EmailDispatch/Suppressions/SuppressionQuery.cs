namespace EmailDispatch.Suppressions;

/// <summary>Which addresses of a tenant's list to show.</summary>
/// <param name="Tenant">Whose.</param>
public sealed record SuppressionQuery(string Tenant)
{
    /// <summary>The default number of addresses of a page.</summary>
    public const int DefaultLimit = 20;

    /// <summary>The largest number of addresses of a page.</summary>
    public const int MaxLimit = 100;

    /// <summary>Only what follows this entry, which need not be on the list any more; null from the beginning.</summary>
    public SuppressionId? After { get; init; }

    /// <summary>Only what precedes this entry, as much as is nearest; not together with <see cref="After"/>.</summary>
    public SuppressionId? Before { get; init; }

    /// <summary>Only addresses that are on the list for this reason.</summary>
    public SuppressionReason? Reason { get; init; }

    /// <summary>How many at most.</summary>
    public int Limit { get; init; } = DefaultLimit;

    /// <summary>Only this address.</summary>
    public string? Address { get; init; }
}
