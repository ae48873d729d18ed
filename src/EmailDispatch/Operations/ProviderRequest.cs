namespace EmailDispatch.Operations;

/// <summary>What a request says about a provider. This is not a record, whose <c>ToString</c> would contain the password.</summary>
public sealed class ProviderRequest
{
    /// <summary>The name of a new provider; null for a change.</summary>
    public string? Name { get; init; }

    /// <summary>The given settings with their values by key; no values mean the default.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Settings { get; init; }

    /// <summary>Whether a password is given, or removed.</summary>
    public bool HasPassword { get; init; }

    /// <summary>The new password; null for none.</summary>
    public string? Password { get; init; }

    /// <summary>Whether the connection is tested first. Default true if something about the login or the server changes.</summary>
    public bool Test { get; init; } = true;
}
