using EmailDispatch.LocalHost.Runtime.Invocation;
using EmailDispatch.LocalHost.Runtime.Settings;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.LocalHost.Runtime.Http;

internal static class HttpFunctionEndpoints
{
    /// <summary>
    /// Treats <c>//emails</c>, which clients send if their base URL ends with a slash, as <c>/emails</c>. In Azure the Functions host answers 404
    /// without calling a function.
    /// </summary>
    public static void UseSingleSlashes(this IApplicationBuilder app)
    {
        app.Use((context, next) =>
        {
            if (context.Request.Path.Value is ['/', '/', ..] path)
                context.Request.Path = $"/{path.TrimStart('/')}";
            return next(context);
        });
        app.UseRouting();
    }

    /// <summary>
    /// Maps a route for each HTTP function, under the prefix in host.json, and <c>GET /_local</c>, which lists all functions. If several routes
    /// match, the function whose name comes first in the alphabet is called, as on the Functions host. A method that no function of a route accepts
    /// is answered 405; in Azure the Functions host answers 404.
    /// </summary>
    public static void MapFunctions(this IEndpointRouteBuilder endpoints)
    {
        var catalogue = endpoints.ServiceProvider.GetRequiredService<FunctionCatalogue>();
        var http = endpoints.ServiceProvider.GetRequiredService<HttpFunctions>();
        var order = 1;
        foreach (var (function, trigger) in catalogue.TriggeredBy<HttpTriggerAttribute>().OrderBy(f => f.Function.Name, StringComparer.OrdinalIgnoreCase))
        {
            endpoints.Map(http.Pattern(function), context => http.InvokeAsync(function, context))
                .WithDisplayName(function.Name)
                .WithOrder(order++)
                .WithMetadata(new HttpMethodMetadata((trigger.Methods ?? []).Select(method => method.ToUpperInvariant())));
        }

        var configuration = endpoints.ServiceProvider.GetRequiredService<IConfiguration>();
        endpoints.MapGet("_local", () => catalogue.Functions.Select(function => new
        {
            function.Name,
            Trigger = function.TriggerType,
            On = function.Trigger switch
            {
                HttpTriggerAttribute trigger => $"{string.Join('|', trigger.Methods ?? ["*"]).ToUpperInvariant()} /{http.Pattern(function)}",
                QueueTriggerAttribute trigger => HostFiles.Resolve(configuration, trigger.QueueName, function.Name),
                TimerTriggerAttribute trigger => HostFiles.Resolve(configuration, trigger.Schedule, function.Name),
                _ => null,
            },
        }));
    }
}
