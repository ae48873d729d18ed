namespace EmailDispatch.Functions.Api;

/// <summary>A list that is completely in memory.</summary>
public sealed record ListView<T>(bool HasMore, IReadOnlyList<T> Data)
{
    public string Object { get; } = "list";
}

/// <summary>A page of a list in storage. To continue, pass <c>Next</c> as <c>after</c> or <c>before</c>; it is null at the end.</summary>
public sealed record PageView<T>(bool HasMore, string? Next, IReadOnlyList<T> Data)
{
    public string Object { get; } = "list";
}
