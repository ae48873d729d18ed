namespace EmailDispatch.Status;

/// <summary>The right to make one attempt, for a time.</summary>
/// <param name="Id">Tells this claim from any other.</param>
/// <param name="Until">When another may take over.</param>
public sealed record Lease(string Id, DateTimeOffset Until);
