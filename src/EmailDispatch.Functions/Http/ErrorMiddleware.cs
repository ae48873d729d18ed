using System.Globalization;
using Azure;
using EmailDispatch.Intake;
using EmailDispatch.Providers.State;
using EmailDispatch.Secrets;
using EmailDispatch.Senders;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Functions.Http;

/// <summary>
/// Gives every request an id, disables caching unless a function allows it, and turns exceptions of HTTP functions into error responses instead of
/// the host's empty 500. Exceptions of other functions go to their trigger.
/// </summary>
public sealed partial class ErrorMiddleware(ILogger<ErrorMiddleware> logger) : IFunctionsWorkerMiddleware
{
    /// <summary>The log property with the request id.</summary>
    public const string LogKey = "request_id";

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http)
        {
            await next(context);
            return;
        }

        // Adds the request id to every log line of this request.
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
            await UnavailableAsync(http, "5", busy.Message);
        }
        catch (IntakeBusyException busy)
        {
            await UnavailableAsync(http, busy.RetryAfter.TotalSeconds.ToString(CultureInfo.InvariantCulture), busy.Message);
        }
        catch (QuotaExceededException used)
        {
            http.Response.Headers.RetryAfter = Math.Ceiling(used.RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            // Names of the Resend API: https://resend.com/docs/api-reference/errors
            await ApiResults.Error(http, StatusCodes.Status429TooManyRequests, used.IsOfDay ? "daily_quota_exceeded" : "monthly_quota_exceeded", used.Message).ExecuteAsync(http);
        }
        catch (SubmissionInterruptedException fault)
        {
            Log.StorageFault(logger, fault, context.FunctionDefinition.Name, context.InvocationId);
            await UnavailableAsync(http, "10", fault.Message);
        }
        catch (Exception fault) when (fault is RequestFailedException or ProviderStateUnavailableException or AggregateException { InnerException: RequestFailedException })
        {
            Log.StorageFault(logger, fault, context.FunctionDefinition.Name, context.InvocationId);
            await UnavailableAsync(http, "10", Acceptance.StorageAway);
        }
        catch (CredentialException fault)
        {
            Log.StorageFault(logger, fault, context.FunctionDefinition.Name, context.InvocationId);
            await UnavailableAsync(http, "10", "The store for private keys does not answer; nothing was changed. Try again.");
        }
        catch (OutOfMemoryException fault)
        {
            Log.Unforeseen(logger, fault, context.FunctionDefinition.Name, context.InvocationId);
            await UnavailableAsync(
                http, "10", "This instance is out of memory; it is unknown whether the request was accepted. Try again with the same Idempotency-Key.");
        }
#pragma warning disable CA1031 // The alternative is an empty 500.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Log.Unforeseen(logger, fault, context.FunctionDefinition.Name, context.InvocationId);
            await ApiResults.Error(http, StatusCodes.Status500InternalServerError, "application_error", "Internal error. The log has the details under the request id.")
                .ExecuteAsync(http);
        }
    }

    // A reset connection can fail the read before the request is canceled.
    private static bool HasGone(Exception fault, HttpContext http, FunctionContext context) => fault switch
    {
        BadHttpRequestException => http.RequestAborted.IsCancellationRequested,
        ConnectionResetException or ConnectionAbortedException => true,
        OperationCanceledException or IOException or ObjectDisposedException =>
            http.RequestAborted.IsCancellationRequested || context.CancellationToken.IsCancellationRequested,
        _ => false,
    };

    private static Task UnavailableAsync(HttpContext http, string retryAfter, string message)
    {
        http.Response.Headers.RetryAfter = retryAfter;
        return ApiResults.Error(http, StatusCodes.Status503ServiceUnavailable, "service_unavailable", message).ExecuteAsync(http);
    }

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
