namespace EmailDispatch.Access;

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
