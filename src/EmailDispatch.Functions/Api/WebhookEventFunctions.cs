using EmailDispatch.Access;
using EmailDispatch.Emails;
using EmailDispatch.Endpoints;
using EmailDispatch.Functions.Http;
using EmailDispatch.Webhooks;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Api;

/// <summary>The endpoints for a webhook's events and the attempts to deliver them.</summary>
public sealed class WebhookEventFunctions(WebhookManagement management, WebhookHistory history)
{
    private const int DefaultLimit = 20;

    /// <summary>Lists the events of a webhook, newest first.</summary>
    [Function("ListWebhookEvents")]
    [RequiresScope(Scopes.Admin)]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "webhooks/{id}/events")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        if (Read(request, out var page) is { } refusal)
            return refusal;
        if (await management.FindAsync(request.Tenant(), id, cancellationToken) is not { } webhook)
            return WebhookFunctions.NotFound(request, id);

        return await history.ListAsync(webhook, page.After, page.Limit ?? DefaultLimit, cancellationToken) is var (events, hasMore)
            ? Answers.Ok(new ListView<WebhookEventView>(hasMore, [.. events.Select(WebhookEventView.Brief)]))
            : ApiResults.Refused(request.HttpContext, EmailFault.Invalid, [new FieldError("after", "must be the id of an entry in this list")]);
    }

    [Function("GetWebhookEvent")]
    [RequiresScope(Scopes.Admin)]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "webhooks/{id}/events/{eventId}")] HttpRequest request, string id, string eventId, CancellationToken cancellationToken) =>
        OfEventAsync(request, id, eventId, (_, told) => Task.FromResult(Answers.Ok(WebhookEventView.Whole(told))), cancellationToken);

    /// <summary>Lists the attempts to deliver an event, newest first.</summary>
    [Function("ListWebhookAttempts")]
    [RequiresScope(Scopes.Admin)]
    public async Task<IResult> ListAttemptsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "webhooks/{id}/events/{eventId}/attempts")] HttpRequest request, string id, string eventId, CancellationToken cancellationToken)
    {
        var (page, errors) = PageQuery.Read(request.Query);
        if (errors.Count > 0)
            return ApiResults.Refused(request.HttpContext, EmailFault.Invalid, errors);

        return await OfEventAsync(
            request, id, eventId,
            async (webhook, told) =>
            {
                var all = (await history.ListAttemptsAsync(webhook, told, PageQuery.MaxLimit, cancellationToken)).Select(WebhookAttemptView.Of).ToList();
                var (attempts, hasMore, fault) = page.Of(all, attempt => attempt.Id);
                return fault is not null
                    ? ApiResults.Refused(request.HttpContext, EmailFault.Invalid, [fault])
                    : Answers.Ok(new ListView<WebhookAttemptView>(hasMore, attempts));
            },
            cancellationToken);
    }

    [Function("ReplayWebhookEvent")]
    [RequiresScope(Scopes.Admin)]
    public Task<IResult> ReplayAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "webhooks/{id}/events/{eventId}/replay")] HttpRequest request, string id, string eventId, CancellationToken cancellationToken) =>
        OfEventAsync(
            request, id, eventId,
            (webhook, told) => WebhookFunctions.SignedAsync(request, async () => Answer(told.Id, await history.ReplayAsync(webhook, told, cancellationToken))),
            cancellationToken);

    [Function("TestWebhook")]
    [RequiresScope(Scopes.Admin)]
    public async Task<IResult> TestAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "webhooks/{id}/test")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        if (await management.FindAsync(request.Tenant(), id, cancellationToken) is not { } webhook)
            return WebhookFunctions.NotFound(request, id);

        return await WebhookFunctions.SignedAsync(request, async () =>
        {
            var (eventId, attempt) = await history.TestAsync(webhook, cancellationToken);
            return Answer(eventId, attempt);
        });
    }

    private static IResult Answer(string eventId, WebhookAttempt attempt) => Answers.Ok(new WebhookReplayView(eventId, attempt.Succeeded, WebhookAttemptView.Of(attempt)));

    private async Task<IResult> OfEventAsync(
        HttpRequest request, string id, string eventId, Func<WebhookEndpoint, LoggedEvent, Task<IResult>> answer, CancellationToken cancellationToken)
    {
        if (await management.FindAsync(request.Tenant(), id, cancellationToken) is not { } webhook)
            return WebhookFunctions.NotFound(request, id);

        return await history.FindAsync(webhook, eventId, cancellationToken) is { } told
            ? await answer(webhook, told)
            : ApiResults.Error(request.HttpContext, StatusCodes.Status404NotFound, "not_found", $"The webhook was told no event with the id {eventId}.");
    }

    private static IResult? Read(HttpRequest request, out PageQuery page)
    {
        (page, var errors) = PageQuery.Read(request.Query);
        IReadOnlyList<FieldError> all = page.Before is null ? errors : [.. errors, new FieldError("before", "is not supported; use after")];
        return all.Count > 0 ? ApiResults.Refused(request.HttpContext, EmailFault.Invalid, all) : null;
    }
}
