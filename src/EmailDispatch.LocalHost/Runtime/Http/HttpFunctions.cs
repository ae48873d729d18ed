using EmailDispatch.LocalHost.Runtime.Invocation;
using EmailDispatch.LocalHost.Runtime.Settings;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.LocalHost.Runtime.Http;

/// <summary>
/// Runs the functions with an HTTP trigger. A result is executed after the middleware, as in the worker; a function that
/// returns none has written its answer itself, or leaves an empty 200. <see cref="AuthorizationLevel"/> is not looked at:
/// the keys it asks for exist only in Azure.
/// </summary>
internal sealed partial class HttpFunctions(FunctionInvoker invoker, HostJson hostJson, WakeUp wakeUp, ILogger<HttpFunctions> logger)
{
    public string Pattern(LocalFunctionDefinition function, HttpTriggerAttribute trigger) =>
        $"{hostJson.RoutePrefix}/{Route(function, trigger)}".Trim('/');

    public static IEnumerable<string> RouteParameters(LocalFunctionDefinition function, HttpTriggerAttribute trigger)
    {
        try
        {
            return RoutePatternFactory.Parse(Route(function, trigger)).Parameters.Select(parameter => parameter.Name);
        }
        catch (RoutePatternException broken)
        {
            throw new StartupFault($"function {function.Name}: its route is not valid. {broken.Message}", broken);
        }
    }

    public async Task InvokeAsync(LocalFunctionDefinition function, HttpContext http)
    {
        // What the caller claims here does not get through the reverse proxy of the Functions host either.
        http.Request.Headers.Remove("X-Forwarded-For");
        var context = new LocalFunctionContext(
            function, http.Request, BindingData(http), http.RequestServices, http.RequestAborted)
        {
            Items = { [LocalFunctionContext.HttpContextItem] = http },
        };
        try
        {
            await ExecuteAsync(await invoker.InvokeAsync(context), http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            Log.CallerGone(logger, function.Name);
        }
        catch (Exception fault)
        {
            Log.Failed(logger, function.Name, context.InvocationId, fault);
            Fail(http);
        }
        finally
        {
            if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
                wakeUp.Call();
        }
    }

    private static string Route(LocalFunctionDefinition function, HttpTriggerAttribute trigger) => trigger.Route ?? function.Name;

    private static Dictionary<string, object?> BindingData(HttpContext http) =>
        new(http.Request.RouteValues, StringComparer.OrdinalIgnoreCase);

    private static Task ExecuteAsync(object? result, HttpContext http) => result switch
    {
        IResult answer => answer.ExecuteAsync(http),
        IActionResult action => action.ExecuteResultAsync(new ActionContext(http, http.GetRouteData(), new ActionDescriptor())),
        _ => Task.CompletedTask,
    };

    /// <summary>What the Functions host answers for a function that threw: 500 and nothing else.</summary>
    private static void Fail(HttpContext http)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }

        http.Response.Clear();
        http.Response.StatusCode = StatusCodes.Status500InternalServerError;
    }

    private static partial class Log
    {
        [LoggerMessage(10, LogLevel.Error, "Function {Function} failed, invocation {InvocationId}")]
        public static partial void Failed(ILogger logger, string function, string invocationId, Exception fault);

        [LoggerMessage(11, LogLevel.Debug, "The caller of function {Function} went away")]
        public static partial void CallerGone(ILogger logger, string function);
    }
}
