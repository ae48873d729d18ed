using EmailDispatch.Access;
using EmailDispatch.Dispatch;
using EmailDispatch.Functions.Http;
using EmailDispatch.Status;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Api;

public sealed class MessageFunction(KeptMessages messages, StatusStore status, GivenIds ids)
{
    private const string MediaType = "message/rfc822";

    // Not for the scope read: whoever watches statuses need not read what people are written.
    [Function("GetMessage")]
    [RequiresScope(Scopes.Admin)]
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "emails/{id}/message")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        if (await ids.FindAsync(request.Tenant(), id, cancellationToken) is not { } emailId
            || await status.ReadAsync(request.Tenant(), emailId, cancellationToken) is not { } row)
        {
            return Answers.NoEmail(request.HttpContext, id);
        }

        if (await messages.FindAsync(row, cancellationToken) is not { } message)
        {
            return ApiResults.Error(
                request.HttpContext, StatusCodes.Status404NotFound, "not_found",
                "The content of this email is not kept. Content of sent emails is kept only with the setting Retention__SentPayloadDays, and that of a small email only once it has ended.");
        }

        return AcceptHeader.Prefers(request, "application/json", MediaType)
            ? Answers.Ok(MessageView.Of(message))
            : Results.File(message.Compose(), MediaType, $"{emailId}.eml");
    }
}
