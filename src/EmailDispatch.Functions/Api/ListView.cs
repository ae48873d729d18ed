namespace EmailDispatch.Functions.Api;

/// <summary>A list whose entries can be named as <c>after</c> and <c>before</c>.</summary>
/// <param name="HasMore">Whether there are further entries in the direction that was asked for.</param>
/// <param name="Data">The entries.</param>
public sealed record ListView<T>(bool HasMore, IReadOnlyList<T> Data)
{
    /// <summary>What this is.</summary>
    public string Object { get; } = "list";
}

/// <summary>A page of a list that is read from storage.</summary>
/// <param name="HasMore">Whether there are further entries, or may be.</param>
/// <param name="Next">Where to go on, as <c>after</c> or <c>before</c>, whichever was asked for; null at the end.</param>
/// <param name="Data">The entries.</param>
public sealed record PageView<T>(bool HasMore, string? Next, IReadOnlyList<T> Data)
{
    /// <summary>What this is.</summary>
    public string Object { get; } = "list";
}
