using EmailDispatch.Access;
using EmailDispatch.Dispatch;
using EmailDispatch.Emails;
using EmailDispatch.Functions.Http;
using EmailDispatch.Status;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Api;

public sealed class AttachmentFunctions(KeptAttachments attachments, StatusStore status, GivenIds ids)
{
    // Not for the scope read: a link opens what people are sent (see GetMessage).
    [Function("ListAttachments")]
    [RequiresScope(Scopes.Admin)]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "emails/{id}/attachments")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var (page, errors) = PageQuery.Read(request.Query);
        if (errors.Count > 0)
            return ApiResults.Refused(request.HttpContext, EmailFault.Invalid, errors);

        var (found, refusal) = await FindAsync(request, id, cancellationToken);
        if (found is null)
            return refusal!;

        var (data, hasMore, fault) = page.Of(found, attachment => attachment.Id);
        return fault is not null
            ? ApiResults.Refused(request.HttpContext, EmailFault.Invalid, [fault])
            : Answers.Ok(new ListView<AttachmentView>(hasMore, [.. data.Select(AttachmentView.Of)]));
    }

    [Function("GetAttachment")]
    [RequiresScope(Scopes.Admin)]
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "emails/{id}/attachments/{attachmentId}")] HttpRequest request, string id, string attachmentId, CancellationToken cancellationToken)
    {
        var (found, refusal) = await FindAsync(request, id, cancellationToken);
        if (found is null)
            return refusal!;
        return found.FirstOrDefault(attachment => attachment.Id.Equals(attachmentId, StringComparison.OrdinalIgnoreCase)) is { } attachment
            ? Answers.Ok(AttachmentView.Of(attachment))
            : NotFound(request, $"The email has no attachment with the id {attachmentId}, or it is no longer kept.");
    }

    private async Task<(IReadOnlyList<KeptAttachment>? Found, IResult? Refusal)> FindAsync(HttpRequest request, string id, CancellationToken cancellationToken)
    {
        if (await ids.FindAsync(request.Tenant(), id, cancellationToken) is not { } emailId
            || await status.ReadAsync(request.Tenant(), emailId, cancellationToken) is not { } row)
        {
            return (null, Answers.NoEmail(request.HttpContext, id));
        }

        return await attachments.FindAsync(row, cancellationToken) is { } found
            ? (found, null)
            : (null, NotFound(request, "The attachments of this email are not kept. Linked ones are kept until their links expire, others with the content of the email."));
    }

    private static IResult NotFound(HttpRequest request, string message) => ApiResults.Error(request.HttpContext, StatusCodes.Status404NotFound, "not_found", message);
}
