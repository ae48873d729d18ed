using EmailDispatch.Access;
using EmailDispatch.Emails;
using EmailDispatch.Functions.Http;
using EmailDispatch.Operations;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Api;

/// <summary>The messages that could not be processed, of all tenants: for the operator's key only.</summary>
public sealed class PoisonFunctions(PoisonQueues poison)
{
    [Function("ListPoison")]
    [RequiresScope(Scopes.Admin)]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "poison")] HttpRequest request, CancellationToken cancellationToken) =>
        Refuse(request) ?? Answers.Ok(PoisonListView.Of(await poison.ListAsync(cancellationToken)));

    [Function("GetPoison")]
    [RequiresScope(Scopes.Admin)]
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "poison/{queue}/{id}")] HttpRequest request, string queue, string id, CancellationToken cancellationToken)
    {
        if (Refuse(request, queue) is { } refusal)
            return refusal;

        return await poison.FindAsync(queue, id, cancellationToken) is { } message
            ? Answers.Ok(PoisonMessageView.Of(message) with { Content = message.Content })
            : NotFound(request, queue, id);
    }

    [Function("RequeuePoison")]
    [RequiresScope(Scopes.Admin)]
    public Task<IResult> RequeueAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "poison/{queue}/{id}/requeue")] HttpRequest request, string queue, string id, CancellationToken cancellationToken) =>
        ChangeAsync(request, queue, id, PoisonChangedView.Requeued, () => poison.RequeueAsync(queue, id, request.ApiKey().Id, cancellationToken));

    [Function("DeletePoison")]
    [RequiresScope(Scopes.Admin)]
    public Task<IResult> DeleteAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "poison/{queue}/{id}")] HttpRequest request, string queue, string id, CancellationToken cancellationToken) =>
        ChangeAsync(request, queue, id, PoisonChangedView.Deleted, () => poison.DeleteAsync(queue, id, request.ApiKey().Id, cancellationToken));

    private static async Task<IResult> ChangeAsync(HttpRequest request, string queue, string id, string change, Func<Task<PoisonResult>> changeAsync)
    {
        if (Refuse(request, queue) is { } refusal)
            return refusal;

        return await changeAsync() switch
        {
            { IsFound: false } => NotFound(request, queue, id),
            { Refusal: { } reason } => ApiResults.Error(
                request.HttpContext, StatusCodes.Status409Conflict, "invalid_state", $"The message stays on {queue}: it would only come back. {TextSafety.Shorten(reason, 500)}"),
            { EmailStatus: var status } => Answers.Ok(new PoisonChangedView(queue, id, change, status)),
        };
    }

    private static IResult? Refuse(HttpRequest request, string? queue = null)
    {
        if (!request.ApiKey().IsOperator)
        {
            return ApiResults.Error(
                request.HttpContext, StatusCodes.Status403Forbidden, "restricted_api_key", "The poison queues have messages of all tenants: only the operator's key may see or change them.");
        }

        if (request.Query.Count > 0)
            return ApiResults.Refused(request.HttpContext, EmailFault.Invalid, [new FieldError(request.Query.Keys.First(), "is unknown; there are no parameters")]);

        return queue is null || PoisonQueues.Names.Contains(queue)
            ? null
            : ApiResults.Error(request.HttpContext, StatusCodes.Status404NotFound, "not_found", $"There is no such poison queue; there are {string.Join(", ", PoisonQueues.Names)}.");
    }

    private static IResult NotFound(HttpRequest request, string queue, string id) => ApiResults.Error(
        request.HttpContext, StatusCodes.Status404NotFound, "not_found",
        $"No visible message of {queue} has the id {TextSafety.Shorten(id, 100)}. It may have been settled, or be hidden for its next try.");
}
