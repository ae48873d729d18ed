namespace EmailDispatch.Functions.Http;

/// <summary>The answer to several addresses taken off the do-not-send list, in the order of the request.</summary>
public sealed record SuppressionBatchDeletedView(IReadOnlyList<SuppressionDeletedView> Data)
{
    /// <summary>What this is.</summary>
    public string Object { get; } = "list";
}
