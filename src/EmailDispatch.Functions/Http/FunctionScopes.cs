using System.Collections.Frozen;
using System.Reflection;
using EmailDispatch.Access;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Http;

/// <summary>The scope each function requires (<see cref="RequiresScopeAttribute"/>): <c>admin</c> if it declares none.</summary>
internal static class FunctionScopes
{
    private static readonly FrozenDictionary<string, Scopes> Declared = Find(typeof(FunctionScopes).Assembly).ToFrozenDictionary();

    /// <summary>The scope of a function; <see cref="Scopes.None"/> if it needs no key.</summary>
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

[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresScopeAttribute(Scopes scope) : Attribute
{
    public Scopes Scope => scope;
}
