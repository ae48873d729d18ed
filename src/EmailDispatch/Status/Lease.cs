namespace EmailDispatch.Status;

/// <summary>The right to make one attempt, for a time.</summary>
/// <param name="Id">Tells this claim from any other.</param>
/// <param name="Until">When another may take over.</param>
public sealed record Lease(string Id, DateTimeOffset Until)
{
    /// <summary>The row's window with this take-over counted; null where nothing is taken over.</summary>
    public RetryWindow? Window { get; init; }
}
