using EmailDispatch.Events;
using EmailDispatch.Events.Dialects;
using EmailDispatch.Functions.Http;
using EmailDispatch.Intake;
using EmailDispatch.Secrets;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Functions.Api;

/// <summary>
/// The endpoint that providers post events to. It needs no API key: each provider proves its identity in its own way. All refused requests get the
/// same response, whatever is wrong with them.
/// </summary>
public sealed partial class EventFunctions(EventReceiver receiver, RequestBudget budget, ILogger<EventFunctions> logger)
{
    /// <summary>The function that does its own authentication and accepts any content type.</summary>
    public const string FunctionName = "ReceiveEvents";

    [Function(FunctionName)]
    [AllowAnonymous]
    public async Task<IResult> ReceiveAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "events/{provider}")] HttpRequest request, string provider, CancellationToken cancellationToken)
    {
        var http = request.HttpContext;

        // No provider compresses its events, and untrusted data must not be decompressed.
        if (ContentCoding.Of(request).Length > 0)
            return ApiResults.Error(http, StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type", "Events must not be compressed.");
        if (await RequestBody.ReadAsync(request, EventReceiver.MaxBytes, cancellationToken, budget) is not { } body)
            return ApiResults.TooLarge(http, EventReceiver.MaxBytes);
        if (receiver.FindProvider(provider) is not { } found)
            return provider == "send" ? UnknownPath.EventsOfYourOwn(http) : Refused(http);

        EventReceipt receipt;
        try
        {
            receipt = await receiver.ReceiveAsync(new EventRequest(found, body, Header, Query), cancellationToken);
        }
        catch (CredentialException fault)
        {
            Log.Unchecked(logger, found.Name, fault.Message);
            http.Response.Headers.RetryAfter = "30";
            return ApiResults.Error(http, StatusCodes.Status503ServiceUnavailable, "service_unavailable", "The events cannot be checked at the moment. Try again.");
        }

        return receipt switch
        {
            { Outcome: EventOutcome.Refused } => Refused(http),
            { Outcome: EventOutcome.Unreadable } => ApiResults.Error(http, StatusCodes.Status422UnprocessableEntity, "validation_error", "The events cannot be read."),
            { ValidationCode: { } code } => Answers.Ok(new EventValidationView(code)),
            _ => Results.Ok(),
        };

        string? Header(string name) => request.Headers.TryGetValue(name, out var value) ? value.ToString() : null;

        string? Query(string name) => request.Query.TryGetValue(name, out var value) ? value.ToString() : null;
    }

    /// <summary>Confirms that the address exists. Mandrill checks this before it shows its key.</summary>
    [Function("ProbeEvents")]
    [AllowAnonymous]
    public static IResult Probe([HttpTrigger(AuthorizationLevel.Anonymous, "head", Route = "events/{provider}")] HttpRequest request) => Results.Ok();

    private static IResult Refused(HttpContext http) =>
        ApiResults.Error(http, StatusCodes.Status403Forbidden, "invalid_signature", "The events are not signed as they should be.");

    private static partial class Log
    {
        [LoggerMessage(9005, LogLevel.Error, "Events of the provider {Provider} cannot be checked at the moment: {Fault}")]
        public static partial void Unchecked(ILogger logger, string provider, string fault);
    }
}
