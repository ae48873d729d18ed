using EmailDispatch.Access;
using EmailDispatch.Emails;
using EmailDispatch.Functions.Http;
using EmailDispatch.Secrets;
using EmailDispatch.Webhooks;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Api;

/// <summary>The endpoints of <c>/webhooks</c>, compatible with the Resend API. They act on the caller's tenant.</summary>
public sealed class WebhookFunctions(WebhookManagement management, WebhookReader reader)
{
    [Function("CreateWebhook")]
    [RequiresScope(Scopes.Admin)]
    public async Task<IResult> CreateAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "webhooks")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (await RequestBody.ReadAsync(request, WebhookReader.MaxBytes, cancellationToken) is not { } body)
            return ApiResults.TooLarge(request.HttpContext, WebhookReader.MaxBytes);

        var read = reader.Read(request.Tenant(), body);
        if (read.Request is not { } wanted)
            return ApiResults.Refused(request.HttpContext, read.Fault, read.Errors);

        return await SignedAsync(request, async () =>
        {
            var (webhook, error) = await management.AddAsync(request.Tenant(), wanted, cancellationToken);
            return webhook is null
                ? ApiResults.Refused(request.HttpContext, EmailFault.Invalid, [error!])
                : Answers.Ok(new WebhookChangedView(webhook.Id) { SigningSecret = await management.SecretOfAsync(webhook, cancellationToken) }, StatusCodes.Status201Created);
        });
    }

    [Function("ListWebhooks")]
    [RequiresScope(Scopes.Admin)]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "webhooks")] HttpRequest request, CancellationToken cancellationToken)
    {
        var (page, errors) = PageQuery.Read(request.Query);
        if (errors.Count > 0)
            return ApiResults.Refused(request.HttpContext, EmailFault.Invalid, errors);

        var (webhooks, hasMore, fault) = page.Of(await management.ListAsync(request.Tenant(), cancellationToken), webhook => webhook.Id);
        return fault is not null
            ? ApiResults.Refused(request.HttpContext, EmailFault.Invalid, [fault])
            : Answers.Ok(new ListView<WebhookView>(hasMore, [.. webhooks.Select(webhook => WebhookView.Of(webhook))]));
    }

    /// <summary>Shows a webhook with its signing secret.</summary>
    [Function("GetWebhook")]
    [RequiresScope(Scopes.Admin)]
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "webhooks/{id}")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        await management.FindAsync(request.Tenant(), id, cancellationToken) is { } webhook
            ? await SignedAsync(request, async () => Answers.Ok(WebhookView.Of(webhook, await management.SecretOfAsync(webhook, cancellationToken))))
            : NotFound(request, id);

    [Function("UpdateWebhook")]
    [RequiresScope(Scopes.Admin)]
    public async Task<IResult> UpdateAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "webhooks/{id}")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        if (await RequestBody.ReadAsync(request, WebhookReader.MaxBytes, cancellationToken) is not { } body)
            return ApiResults.TooLarge(request.HttpContext, WebhookReader.MaxBytes);

        var read = reader.ReadUpdate(request.Tenant(), body);
        if (read.Request is not { } update)
            return ApiResults.Refused(request.HttpContext, read.Fault, read.Errors);

        return await management.UpdateAsync(request.Tenant(), id, update, cancellationToken) is { } webhook
            ? Answers.Ok(new WebhookChangedView(webhook.Id))
            : NotFound(request, id);
    }

    [Function("DeleteWebhook")]
    [RequiresScope(Scopes.Admin)]
    public async Task<IResult> DeleteAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "webhooks/{id}")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        await management.RemoveAsync(request.Tenant(), id, cancellationToken) ? Answers.Ok(new WebhookDeletedView(id)) : NotFound(request, id);

    [Function("RotateWebhookSecret")]
    [RequiresScope(Scopes.Admin)]
    public async Task<IResult> RotateAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "webhooks/{id}/signing-secret/rotate")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        await SignedAsync(request, async () => await management.RotateAsync(request.Tenant(), id, cancellationToken) is { } webhook
            ? Answers.Ok(new WebhookChangedView(webhook.Id) { SigningSecret = await management.SecretOfAsync(webhook, cancellationToken) })
            : NotFound(request, id));

    internal static async Task<IResult> SignedAsync(HttpRequest request, Func<Task<IResult>> answer)
    {
        try
        {
            return await answer();
        }
        catch (CredentialException fault)
        {
            return ApiResults.Error(request.HttpContext, StatusCodes.Status503ServiceUnavailable, "service_unavailable", $"Webhooks cannot be signed now. {fault.Message}");
        }
    }

    internal static IResult NotFound(HttpRequest request, string id) =>
        ApiResults.Error(request.HttpContext, StatusCodes.Status404NotFound, "not_found", $"There is no webhook with the id {id}.");
}
