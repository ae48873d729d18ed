using EmailDispatch.Suppressions;

namespace EmailDispatch.Functions.Http;

/// <summary>A page of the do-not-send list; <paramref name="Next"/> is where to go on, as <c>after</c> or <c>before</c>, whichever was asked for.</summary>
public sealed record SuppressionListView(bool HasMore, string? Next, IReadOnlyList<SuppressionView> Data)
{
    /// <summary>What this is.</summary>
    public string Object { get; } = "list";

    /// <summary>As the store has it.</summary>
    public static SuppressionListView Of(SuppressionPage page) => new(page.HasMore, page.Next?.ToString(), [.. page.Suppressions.Select(SuppressionView.Of)]);
}
