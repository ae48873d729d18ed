using System.Collections.Frozen;
using System.Reflection;
using EmailDispatch.Access;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Http;

/// <summary>
/// Which scope each function needs, as <see cref="RequiresScopeAttribute"/> says at its method. A function that says nothing needs
/// <c>admin</c>: what is forgotten is closed, not open.
/// </summary>
internal static class FunctionScopes
{
    private static readonly FrozenDictionary<string, Scopes> Declared = Find(typeof(FunctionScopes).Assembly).ToFrozenDictionary();

    /// <summary>The scope that a function needs; <see cref="Scopes.None"/> where it needs no key at all.</summary>
    public static Scopes Of(string function) => Declared.GetValueOrDefault(function, Scopes.Admin);

    private static IEnumerable<KeyValuePair<string, Scopes>> Find(Assembly assembly) =>
        from type in assembly.GetTypes()
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        let function = method.GetCustomAttribute<FunctionAttribute>()
        where function is not null
        let isOpen = method.IsDefined(typeof(AllowAnonymousAttribute))
        let scope = method.GetCustomAttribute<RequiresScopeAttribute>()
        where isOpen || scope is not null
        select KeyValuePair.Create(function.Name, isOpen ? Scopes.None : scope.Scope);
}

/// <summary>The scope that a key needs for an HTTP function.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresScopeAttribute(Scopes scope) : Attribute
{
    /// <summary>The scope.</summary>
    public Scopes Scope => scope;
}
