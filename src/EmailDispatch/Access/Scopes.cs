namespace EmailDispatch.Access;

/// <summary>What an API key may be used for.</summary>
[Flags]
public enum Scopes
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Submitting, changing, cancelling and retrying emails.</summary>
    Send = 1,

    /// <summary>Reading emails and statistics.</summary>
    Read = 2,

    /// <summary>Everything, and with it the providers, the do-not-send list and the API keys.</summary>
    Admin = 4,

    /// <summary>All of them.</summary>
    All = Send | Read | Admin,
}

/// <summary>The words for <see cref="Scopes"/> in the API, the settings and the table.</summary>
public static class ScopeNames
{
    private static readonly (Scopes Scope, string Name)[] Names = [(Scopes.Send, "send"), (Scopes.Read, "read"), (Scopes.Admin, "admin")];

    /// <summary>All of them, for messages.</summary>
    public static string Known { get; } = string.Join(", ", Names.Select(n => n.Name));

    /// <summary>The words for what a key may do, or a function needs.</summary>
    public static IReadOnlyList<string> ToNames(this Scopes scopes) => [.. Names.Where(n => scopes.HasFlag(n.Scope)).Select(n => n.Name)];

    /// <summary>What one word means; <see cref="Scopes.None"/> where it is no scope.</summary>
    public static Scopes Parse(string name) => Array.Find(Names, n => n.Name == name).Scope;
}
