using EmailDispatch.LocalHost.Runtime.Invocation;
using EmailDispatch.LocalHost.Runtime.Settings;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.LocalHost.Runtime.Http;

internal static class HttpFunctionEndpoints
{
    /// <summary>
    /// Reads <c>//emails</c> as <c>/emails</c>, which clients send whose base URL ends with a slash. In Azure the Functions host answers 404
    /// before any function is asked.
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
    /// A route for each HTTP function, under host.json's prefix, and <c>GET /_local</c>, which lists all functions. As in the Functions
    /// host, of several routes that match, the one of the function whose name comes first in the alphabet is taken. A method that no
    /// function on a route takes is a 405 here, where no function takes everything; in Azure the Functions host answers 404.
    /// </summary>
    public static void MapFunctions(this IEndpointRouteBuilder endpoints)
    {
        var catalogue = endpoints.ServiceProvider.GetRequiredService<FunctionCatalogue>();
        var http = endpoints.ServiceProvider.GetRequiredService<HttpFunctions>();
        var order = 1;
        foreach (var (function, trigger) in catalogue.TriggeredBy<HttpTriggerAttribute>().OrderBy(f => f.Function.Name, StringComparer.OrdinalIgnoreCase))
        {
            endpoints.Map(http.Pattern(function, trigger), context => http.InvokeAsync(function, context))
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
                HttpTriggerAttribute trigger => $"{string.Join('|', trigger.Methods ?? ["*"]).ToUpperInvariant()} /{http.Pattern(function, trigger)}",
                QueueTriggerAttribute trigger => SettingNames.Resolve(configuration, trigger.QueueName, function.Name),
                TimerTriggerAttribute trigger => SettingNames.Resolve(configuration, trigger.Schedule, function.Name),
                _ => null,
            },
        }));
    }
}
