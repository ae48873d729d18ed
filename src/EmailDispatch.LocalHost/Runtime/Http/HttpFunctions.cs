using EmailDispatch.LocalHost.Runtime.Invocation;
using EmailDispatch.LocalHost.Runtime.Settings;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.LocalHost.Runtime.Http;

/// <summary>
/// Runs the functions with an HTTP trigger. A result is executed after the middleware, as in the worker. A function without a result has written the
/// response itself, or the response is an empty 200. <see cref="AuthorizationLevel"/> is ignored, because its keys exist only in Azure.
/// </summary>
internal sealed partial class HttpFunctions(FunctionInvoker invoker, HostJson hostJson, WakeUp wakeUp, ILogger<HttpFunctions> logger)
{
    public string Pattern(LocalFunctionDefinition function) => $"{hostJson.RoutePrefix}/{function.Route}".Trim('/');

    public async Task InvokeAsync(LocalFunctionDefinition function, HttpContext http)
    {
        // The reverse proxy of the Functions host removes this header too.
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

    private static Dictionary<string, object?> BindingData(HttpContext http) =>
        new(http.Request.RouteValues, StringComparer.OrdinalIgnoreCase);

    private static Task ExecuteAsync(object? result, HttpContext http) => result switch
    {
        IResult answer => answer.ExecuteAsync(http),
        IActionResult action => action.ExecuteResultAsync(new ActionContext(http, http.GetRouteData(), new ActionDescriptor())),
        _ => Task.CompletedTask,
    };

    /// <summary>The Functions host returns an empty 500 if a function throws.</summary>
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

        [LoggerMessage(11, LogLevel.Debug, "The caller of function {Function} closed the connection")]
        public static partial void CallerGone(ILogger logger, string function);
    }
}
