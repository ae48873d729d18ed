using Azure;
using EmailDispatch.Intake;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Functions.Http;

/// <summary>
/// Gives every request an id, keeps its answer out of caches unless a function says otherwise, and turns what HTTP functions throw into answers; the host would make an empty 500 of it.
/// What other functions throw goes on to their trigger.
/// </summary>
public sealed partial class ErrorMiddleware(ILogger<ErrorMiddleware> logger) : IFunctionsWorkerMiddleware
{
    /// <summary>Under which the log has what answers call <c>request_id</c>.</summary>
    public const string LogKey = "request_id";

    /// <inheritdoc />
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http)
        {
            await next(context);
            return;
        }

        // On every line of this request's log, whatever writes it; the hosts that keep logs keep the scope's values with each.
        using var scope = logger.BeginScope(new KeyValuePair<string, object>[] { new(LogKey, context.InvocationId) });
        http.TraceIdentifier = context.InvocationId;
        http.Response.Headers["X-Request-Id"] = context.InvocationId;
        http.Response.Headers.CacheControl = "no-store";
        try
        {
            await next(context);
        }
        catch (Exception fault) when (HasGone(fault, http, context))
        {
            // There is nobody to answer.
            Log.CallerGone(logger, context.FunctionDefinition.Name, context.InvocationId);
        }
        catch (BadHttpRequestException fault)
        {
            await ApiResults.Error(http, fault.StatusCode, fault.StatusCode == StatusCodes.Status413PayloadTooLarge ? "payload_too_large" : "validation_error", fault.Message)
                .ExecuteAsync(http);
        }
        catch (ServerBusyException busy)
        {
            Log.Busy(logger, context.FunctionDefinition.Name, context.InvocationId);
            http.Response.Headers.RetryAfter = "5";
            await ApiResults.Error(http, StatusCodes.Status503ServiceUnavailable, "service_unavailable", busy.Message).ExecuteAsync(http);
        }
        catch (SubmissionInterruptedException fault)
        {
            Log.StorageFault(logger, fault, context.FunctionDefinition.Name, context.InvocationId);
            http.Response.Headers.RetryAfter = "10";
            await ApiResults.Error(http, StatusCodes.Status503ServiceUnavailable, "service_unavailable", fault.Message).ExecuteAsync(http);
        }
        catch (Exception fault) when (fault is RequestFailedException or AggregateException { InnerException: RequestFailedException })
        {
            Log.StorageFault(logger, fault, context.FunctionDefinition.Name, context.InvocationId);
            http.Response.Headers.RetryAfter = "10";
            await ApiResults.Error(http, StatusCodes.Status503ServiceUnavailable, "service_unavailable", "Storage cannot be reached; nothing was accepted. Try again.")
                .ExecuteAsync(http);
        }
        catch (OutOfMemoryException fault)
        {
            Log.Unforeseen(logger, fault, context.FunctionDefinition.Name, context.InvocationId);
            http.Response.Headers.RetryAfter = "10";
            await ApiResults.Error(
                http, StatusCodes.Status503ServiceUnavailable, "service_unavailable",
                "This instance is out of memory; whether anything was accepted is not known. Try again, with the same Idempotency-Key.").ExecuteAsync(http);
        }
#pragma warning disable CA1031 // The last line before an empty 500 without a word.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Log.Unforeseen(logger, fault, context.FunctionDefinition.Name, context.InvocationId);
            await ApiResults.Error(http, StatusCodes.Status500InternalServerError, "application_error", "Something went wrong on our side; the request id leads to it in the log.")
                .ExecuteAsync(http);
        }
    }

    // A connection that is reset while the body comes fails the read, at times before anything is canceled.
    private static bool HasGone(Exception fault, HttpContext http, FunctionContext context) => fault switch
    {
        BadHttpRequestException => http.RequestAborted.IsCancellationRequested,
        ConnectionResetException or ConnectionAbortedException => true,
        OperationCanceledException or IOException or ObjectDisposedException =>
            http.RequestAborted.IsCancellationRequested || context.CancellationToken.IsCancellationRequested,
        _ => false,
    };

    private static partial class Log
    {
        [LoggerMessage(9001, LogLevel.Error, "{Function} failed for lack of storage, request {RequestId}")]
        public static partial void StorageFault(ILogger logger, Exception fault, string function, string requestId);

        [LoggerMessage(9002, LogLevel.Error, "{Function} failed, request {RequestId}")]
        public static partial void Unforeseen(ILogger logger, Exception fault, string function, string requestId);

        [LoggerMessage(9003, LogLevel.Information, "The caller of {Function} went away before the answer, request {RequestId}")]
        public static partial void CallerGone(ILogger logger, string function, string requestId);

        [LoggerMessage(9004, LogLevel.Warning, "{Function} was refused: this instance holds as many bytes of request bodies as it may, request {RequestId}")]
        public static partial void Busy(ILogger logger, string function, string requestId);
    }
}
