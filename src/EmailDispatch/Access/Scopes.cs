using EmailDispatch.Naming;

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

/// <summary>The names of <see cref="Scopes"/> in the API, the settings and the table.</summary>
public static class ScopeNames
{
    private static readonly Scopes[] Single = [Scopes.Send, Scopes.Read, Scopes.Admin];

    /// <summary>All of them, for messages.</summary>
    public static string Known { get; } = string.Join(", ", Single.Select(EnumNames.ToName));

    /// <summary>The names for what a key may do, or a function needs.</summary>
    public static IReadOnlyList<string> ToNames(this Scopes scopes) => [.. Single.Where(scope => scopes.HasFlag(scope)).Select(EnumNames.ToName)];

    /// <summary>The scope with a name; <see cref="Scopes.None"/> if there is none.</summary>
    public static Scopes Parse(string name) => Array.Find(Single, scope => scope.ToName() == name);
}
