using EmailDispatch.Access;
using EmailDispatch.Events.Mail;
using EmailDispatch.Functions.Http;
using EmailDispatch.Intake;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Api;

/// <summary>Receives emails that servers return: delivery reports, complaints and bounces.</summary>
public sealed class ReturnedMailFunctions(MailReceiver receiver, RequestBudget budget)
{
    /// <summary>The function that accepts messages instead of JSON. Routes are tried by function name; this must precede ReceiveEvents.</summary>
    public const string FunctionName = "ReceiveBounces";

    [Function(FunctionName)]
    [RequiresScope(Scopes.Admin)]
    public async Task<IResult> ReceiveAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "events/mail")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (ContentCoding.Of(request).Length > 0)
            return ApiResults.Error(request.HttpContext, StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type", "Messages must not be compressed.");
        if (await RequestBody.ReadAsync(request, MailReceiver.MaxBytes, cancellationToken, budget) is not { } body)
            return ApiResults.TooLarge(request.HttpContext, MailReceiver.MaxBytes);

        return await receiver.ReceiveAsync(request.Tenant(), body, cancellationToken) is { } count
            ? Answers.Ok(new ReturnedMailView(count))
            : ApiResults.Error(request.HttpContext, StatusCodes.Status422UnprocessableEntity, "validation_error", "The body is not an email message.");
    }
}
