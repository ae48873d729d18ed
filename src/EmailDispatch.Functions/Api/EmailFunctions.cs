using EmailDispatch.Access;
using EmailDispatch.Emails;
using EmailDispatch.Functions.Http;
using EmailDispatch.Intake;
using EmailDispatch.Operations;
using EmailDispatch.Status;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Functions.Api;

public sealed class EmailFunctions(ExpressLane intake, BatchIntake batches, StatusStore status, GivenIds ids, EmailRetry retry, RequestBudget budget, IOptions<EmailLimits> limits)
{
    /// <summary>The function whose body is a message.</summary>
    public const string RawFunction = "SendRawEmail";

    [Function("SendEmail")]
    [RequiresScope(Scopes.Send)]
    public async Task<IResult> SendAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "emails")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (await ReadAsync(request, cancellationToken) is not { } body)
            return TooLarge(request);

        var wait = SubmissionHeaders.FindWait(request);
        var result = await intake.SubmitAsync(request.Submitter(), body, SubmissionHeaders.FindIdempotencyKey(request), wait, cancellationToken);
        return Answers.Of(request.HttpContext, result, wait);
    }

    [Function(RawFunction)]
    [RequiresScope(Scopes.Send)]
    public async Task<IResult> SendRawAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "emails/raw")] HttpRequest request, CancellationToken cancellationToken)
    {
        var (recipients, isDryRun, errors) = SubmissionHeaders.FindRawOptions(request);
        if (errors.Count > 0)
            return ApiResults.Refused(request.HttpContext, EmailFault.Invalid, errors);
        if (await RequestBody.ReadAsync(request, limits.Value.MaxMessageBytes, cancellationToken, budget) is not { } message)
            return ApiResults.TooLarge(request.HttpContext, limits.Value.MaxMessageBytes);

        var wait = SubmissionHeaders.FindWait(request);
        var submission = new RawSubmission(message, recipients) { IsDryRun = isDryRun };
        var result = await intake.SubmitAsync(request.Submitter(), submission, SubmissionHeaders.FindIdempotencyKey(request), wait, cancellationToken);
        return Answers.Of(request.HttpContext, result, wait);
    }

    [Function("SendEmails")]
    [RequiresScope(Scopes.Send)]
    public async Task<IResult> SendBatchAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "emails/batch")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (SubmissionHeaders.FindBatchValidation(request) is not { } validation)
            return ApiResults.Refused(request.HttpContext, EmailFault.Invalid, [SubmissionHeaders.UnknownBatchValidation]);
        if (await ReadAsync(request, cancellationToken) is not { } body)
            return TooLarge(request);

        var result = await batches.SubmitAsync(request.Submitter(), body, validation, SubmissionHeaders.FindIdempotencyKey(request), cancellationToken);
        return Answers.Of(request.HttpContext, result, validation);
    }

    [Function("GetEmail")]
    [RequiresScope(Scopes.Read)]
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "emails/{id}")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var row = await ids.FindAsync(request.Tenant(), id, cancellationToken) is { } emailId ? await status.ReadAsync(request.Tenant(), emailId, cancellationToken) : null;
        return row is null ? Answers.NoEmail(request.HttpContext, id) : Answers.Ok(EmailView.Whole(row, MaySeeBcc(request)));
    }

    [Function("RetryEmail")]
    [RequiresScope(Scopes.Send)]
    public async Task<IResult> RetryAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "emails/{id}/retry")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var (found, refusal) = await SenderAccess.FindAsync(request, ids, status, id, cancellationToken);
        return refusal ?? await retry.RetryAsync(request.Tenant(), found, cancellationToken) switch
        {
            RetryResult.Queued => Answers.Accepted(found),
            RetryResult.NotFound => Answers.NoEmail(request.HttpContext, id),
            RetryResult.TooOften => ApiResults.Error(
                request.HttpContext, StatusCodes.Status409Conflict, "invalid_state", $"The email was retried {EmailRetry.MaxRetries} times, which is the limit; send it as a new email."),
            RetryResult.LinksExpired => ApiResults.Error(
                request.HttpContext, StatusCodes.Status409Conflict, "invalid_state", "The links to its attachments have expired; send it as a new email."),
            RetryResult.Gone => ApiResults.Error(request.HttpContext, StatusCodes.Status409Conflict, "invalid_state", "The content of the email is no longer stored; send it as a new email."),
            _ => ApiResults.Error(request.HttpContext, StatusCodes.Status409Conflict, "invalid_state", "Only an email that failed, bounced, was suppressed or is unknown can be retried."),
        };
    }

    [Function("ListEmails")]
    [RequiresScope(Scopes.Read)]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "emails")] HttpRequest request, CancellationToken cancellationToken)
    {
        var isCsv = request.Query["format"] is [var format, ..] ? format == "csv" : Csv.IsPreferred(request);
        var (query, errors) = StatusQueryReader.Read(request.Tenant(), request.Query, MaySeeBcc(request), isCsv);
        if (errors.Count > 0)
            return ApiResults.Refused(request.HttpContext, EmailFault.Invalid, errors);
        if (isCsv)
            return await EmailCsv.AnswerAsync(request, status, query, cancellationToken);

        var maySeeBcc = MaySeeBcc(request);
        var page = await status.ListAsync(query, cancellationToken);
        return Answers.Ok(new PageView<EmailView>(page.HasMore, page.Next?.Id.ToString(), [.. page.Rows.Select(row => EmailView.Brief(row, maySeeBcc))]));
    }

    private static bool MaySeeBcc(HttpRequest request) => request.ApiKey().Allows(Scopes.Admin);

    private Task<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, CancellationToken cancellationToken) =>
        RequestBody.ReadAsync(request, limits.Value.MaxRequestBytes, cancellationToken, budget);

    private IResult TooLarge(HttpRequest request)
    {
        var fault = new FieldError("attachments", $"and bodies make the request larger than the limit of {limits.Value.MaxRequestBytes:N0} bytes; link to files instead");
        return ApiResults.Refused(request.HttpContext, EmailFault.TooLarge, [fault]);
    }
}
