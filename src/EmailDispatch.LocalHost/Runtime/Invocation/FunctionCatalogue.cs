using System.Reflection;
using EmailDispatch.LocalHost.Runtime.Settings;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.LocalHost.Runtime.Invocation;

/// <summary>The functions this host runs: public methods with <see cref="FunctionAttribute"/>, except those disabled by a setting.</summary>
internal sealed class FunctionCatalogue(IReadOnlyList<LocalFunctionDefinition> functions)
{
    public IReadOnlyList<LocalFunctionDefinition> Functions => functions;

    public IEnumerable<(LocalFunctionDefinition Function, TTrigger Trigger)> TriggeredBy<TTrigger>()
        where TTrigger : Attribute =>
        from function in functions
        where function.Trigger is TTrigger
        select (function, (TTrigger)function.Trigger);

    public static FunctionCatalogue Of(IEnumerable<Type> classes, IConfiguration configuration)
    {
        var functions =
            from type in classes
            where type is { IsClass: true } && !type.ContainsGenericParameters
            from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            let attribute = method.GetCustomAttribute<FunctionAttribute>()
            where attribute is not null && !IsDisabled(attribute.Name, configuration)
            orderby attribute.Name
            select new LocalFunctionDefinition(attribute.Name, method);
        LocalFunctionDefinition[] found = [.. functions];

        var twice = found.GroupBy(function => function.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1);
        return twice is null
            ? new FunctionCatalogue(found)
            : throw new StartupFault($"the function name {twice.Key} is used by {string.Join(" and ", twice.Select(function => function.EntryPoint))}.");
    }

    private static bool IsDisabled(string function, IConfiguration configuration) =>
        bool.TryParse(configuration[$"AzureWebJobs.{function}.Disabled"] ?? configuration[$"AzureWebJobs:{function}:Disabled"], out var disabled)
        && disabled;
}
