using EmailDispatch.Access;

namespace EmailDispatch.Functions.Http;

/// <summary>The scope that a key needs for an HTTP function.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresScopeAttribute(Scopes scope) : Attribute
{
    /// <summary>The scope.</summary>
    public Scopes Scope => scope;
}
