namespace EmailDispatch.Access;

/// <summary>What is to change of a key; null for what stays.</summary>
public sealed record ApiKeyUpdate
{
    /// <inheritdoc cref="ApiKey.Name"/>
    public string? Name { get; init; }

    /// <inheritdoc cref="ApiKey.Scopes"/>
    public Scopes? Scopes { get; init; }
}
