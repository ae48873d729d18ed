namespace EmailDispatch.Functions.Http;

/// <summary>A tenant's API keys, the newest first.</summary>
public sealed record ApiKeyListView(bool HasMore, IReadOnlyList<ApiKeyView> Data)
{
    /// <summary>What this is.</summary>
    public string Object { get; } = "list";
}
