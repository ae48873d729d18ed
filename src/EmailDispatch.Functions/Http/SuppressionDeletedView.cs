namespace EmailDispatch.Functions.Http;

/// <summary>The answer to an address taken off the do-not-send list.</summary>
public sealed record SuppressionDeletedView(string Address)
{
    /// <summary>What this is.</summary>
    public string Object { get; } = "suppression";

    /// <summary>It is gone.</summary>
    public bool Deleted { get; } = true;
}
