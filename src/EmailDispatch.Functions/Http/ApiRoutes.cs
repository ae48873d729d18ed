using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Http;

/// <summary>The paths and methods that the functions declare, except the catch-all function.</summary>
internal static class ApiRoutes
{
    private static readonly (string[] Segments, string[] Methods)[] All =
    [
        .. from type in typeof(ApiRoutes).Assembly.GetTypes()
           from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
           where method.IsDefined(typeof(FunctionAttribute))
           let trigger = method.GetParameters().Select(p => p.GetCustomAttribute<HttpTriggerAttribute>()).FirstOrDefault(t => t is not null)
           where trigger?.Methods is not null
           select (trigger.Route!.Split('/'), trigger.Methods),
    ];

    /// <summary>The methods of a path, sorted; empty if the path does not exist.</summary>
    public static IReadOnlyList<string> MethodsOf(string path)
    {
        var segments = path.Split('/');
        return
        [
            .. All.Where(route => route.Segments.Length == segments.Length && route.Segments.Zip(segments).All(pair => Matches(pair.First, pair.Second)))
                .SelectMany(route => route.Methods).Select(method => method.ToUpperInvariant()).Distinct().Order(StringComparer.Ordinal),
        ];
    }

    private static bool Matches(string template, string segment) =>
        template[0] == '{' ? segment.Length > 0 : template.Equals(segment, StringComparison.OrdinalIgnoreCase);
}
