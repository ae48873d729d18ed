using EmailDispatch.Suppressions;

namespace EmailDispatch.Functions.Http;

/// <summary>A page of the do-not-send list.</summary>
public sealed record SuppressionListView(bool HasMore, IReadOnlyList<SuppressionView> Data)
{
    /// <summary>What this is.</summary>
    public string Object { get; } = "list";

    /// <summary>As the store has it.</summary>
    public static SuppressionListView Of(SuppressionPage page) => new(page.HasMore, [.. page.Suppressions.Select(SuppressionView.Of)]);
}
