using EmailDispatch.Naming;

namespace EmailDispatch.Access;

[Flags]
public enum Scopes
{
    None = 0,

    /// <summary>Submitting, changing, canceling and retrying emails.</summary>
    Send = 1,

    /// <summary>Reading emails and statistics.</summary>
    Read = 2,

    /// <summary>Everything, including the providers, the do-not-send list and the API keys.</summary>
    Admin = 4,

    All = Send | Read | Admin,
}

/// <summary>The names of <see cref="Scopes"/> in the API, the settings and the table.</summary>
public static class ScopeNames
{
    private static readonly Scopes[] Single = [Scopes.Send, Scopes.Read, Scopes.Admin];

    /// <summary>All names, for messages.</summary>
    public static string Known { get; } = string.Join(", ", Single.Select(EnumNames.ToName));

    public static IReadOnlyList<string> ToNames(this Scopes scopes) => [.. Single.Where(scope => scopes.HasFlag(scope)).Select(EnumNames.ToName)];

    /// <summary>Finds a scope by name; returns <see cref="Scopes.None"/> if there is none.</summary>
    public static Scopes Parse(string name) => Array.Find(Single, scope => scope.ToName() == name);
}
