namespace EmailDispatch.Functions.Http;

/// <summary>The answer to a revocation.</summary>
public sealed record RevokedApiKeyView(string Id)
{
    /// <summary>What this is.</summary>
    public string Object { get; } = "api_key";

    /// <summary>That it is gone.</summary>
    public bool Deleted { get; } = true;
}
