namespace EmailDispatch.Functions.Api;

/// <summary>A list that is in memory as a whole.</summary>
public sealed record ListView<T>(bool HasMore, IReadOnlyList<T> Data)
{
    public string Object { get; } = "list";
}

/// <summary>A page of a list in storage. Continue with <c>Next</c> as <c>after</c> or <c>before</c>; null at the end.</summary>
public sealed record PageView<T>(bool HasMore, string? Next, IReadOnlyList<T> Data)
{
    public string Object { get; } = "list";
}
