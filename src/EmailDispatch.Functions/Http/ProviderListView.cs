namespace EmailDispatch.Functions.Http;

/// <summary>The providers, in the order in which they are tried.</summary>
public sealed record ProviderListView(bool HasMore, IReadOnlyList<ProviderView> Data)
{
    /// <summary>What this is.</summary>
    public string Object { get; } = "list";
}
