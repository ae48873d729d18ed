namespace EmailDispatch.Functions.Http;

/// <summary>The answer to an address taken off the do-not-send list.</summary>
/// <param name="Id">The id of its entry.</param>
/// <param name="Address">The address; null where it was named by an id that no entry has.</param>
/// <param name="Deleted">Whether it was on the list.</param>
public sealed record SuppressionDeletedView(string Id, string? Address, bool Deleted)
{
    /// <summary>What this is.</summary>
    public string Object { get; } = "suppression";
}
