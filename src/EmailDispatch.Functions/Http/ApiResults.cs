using EmailDispatch.Emails;
using EmailDispatch.Emails.Advising;
using EmailDispatch.Intake;
using EmailDispatch.Status;
using Microsoft.AspNetCore.Http;

namespace EmailDispatch.Functions.Http;

/// <summary>The answers of the API.</summary>
internal static class ApiResults
{
    public static IResult Accepted(EmailId id, EmailStatus status = EmailStatus.Queued, IReadOnlyList<Advice>? advice = null, DateTimeOffset? scheduledAt = null) =>
        Results.Json(new AcceptedView(id.ToString(), advice ?? [], status.ToName(), scheduledAt), ApiJson.Relaxed.AcceptedView, statusCode: StatusCodes.Status202Accepted);

    public static IResult Created(ApiKeyView key) => Results.Json(key, ApiJson.Relaxed.ApiKeyView, statusCode: StatusCodes.Status201Created);

    public static IResult Ok(ApiKeyView key) => Results.Json(key, ApiJson.Relaxed.ApiKeyView);

    public static IResult Ok(ApiKeyListView list) => Results.Json(list, ApiJson.Relaxed.ApiKeyListView);

    public static IResult Ok(RevokedApiKeyView key) => Results.Json(key, ApiJson.Relaxed.RevokedApiKeyView);

    public static IResult Ok(EmailView email) => Results.Json(email, ApiJson.Relaxed.EmailView);

    public static IResult Ok(EmailListView list) => Results.Json(list, ApiJson.Relaxed.EmailListView);

    public static IResult Ok(ProviderListView list) => Results.Json(list, ApiJson.Relaxed.ProviderListView);

    public static IResult Ok(ProviderTestView test) => Results.Json(test, ApiJson.Relaxed.ProviderTestView);

    public static IResult Ok(RootView root) => Results.Json(root, ApiJson.Relaxed.RootView);

    public static IResult Ok(ScheduleView schedule) => Results.Json(schedule, ApiJson.Relaxed.ScheduleView);

    public static IResult Ok(BulkRetryView retry) => Results.Json(retry, ApiJson.Relaxed.BulkRetryView);

    public static IResult Ok(SuppressionView suppression, int status = StatusCodes.Status200OK) => Results.Json(suppression, ApiJson.Relaxed.SuppressionView, statusCode: status);

    public static IResult Ok(SuppressionListView list, int status = StatusCodes.Status200OK) =>
        Results.Json(list, ApiJson.Relaxed.SuppressionListView, statusCode: status);

    public static IResult Ok(SuppressionDeletedView deleted) => Results.Json(deleted, ApiJson.Relaxed.SuppressionDeletedView);

    public static IResult Ok(SuppressionBatchDeletedView deleted) => Results.Json(deleted, ApiJson.Relaxed.SuppressionBatchDeletedView);

    public static IResult Ok(UsageView usage) => Results.Json(usage, ApiJson.Relaxed.UsageView);

    public static IResult Health(HealthView health) =>
        Results.Json(health, ApiJson.Relaxed.HealthView, statusCode: health.Status == HealthView.Ok ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);

    /// <summary>What became of a submission. A repetition is told by a header, so that its body is the first one's, byte for byte.</summary>
    public static IResult Of(HttpContext context, SubmissionResult result)
    {
        if (result.Id is not { } id)
            return Refused(context, result.Fault, result.Errors);

        if (result.IsReplayed)
            context.Response.Headers[IdempotencyKey.ReplayHeader] = "true";
        return Accepted(id, result.Status, result.Advice, result.ScheduledAt);
    }

    /// <summary>What became of a batch; as the Resend API has it, errors are there only where emails may be left out.</summary>
    public static IResult Of(HttpContext context, BatchResult result, BatchValidation validation)
    {
        if (result.Fault != EmailFault.None)
            return Refused(context, result.Fault, result.Errors);

        if (result.IsReplayed)
            context.Response.Headers[IdempotencyKey.ReplayHeader] = "true";
        return Results.Json(BatchView.Of(result, validation), ApiJson.Relaxed.BatchView);
    }

    public static IResult Refused(HttpContext context, EmailFault fault, IReadOnlyList<FieldError> errors) => fault switch
    {
        EmailFault.Malformed when errors[0].Field.Length == 0 => Error(context, StatusCodes.Status400BadRequest, "validation_error", $"The body {ApiFieldError.Of(errors[0]).Message}."),
        EmailFault.Malformed => Error(context, StatusCodes.Status400BadRequest, "validation_error", errors),
        EmailFault.InvalidKey => Error(context, StatusCodes.Status400BadRequest, "invalid_idempotency_key", errors),
        EmailFault.KeyOfOtherRequest => Error(context, StatusCodes.Status409Conflict, "invalid_idempotent_request", errors),
        EmailFault.IdTaken => Error(context, StatusCodes.Status409Conflict, "invalid_idempotent_request", errors),
        EmailFault.KeyInUse => TryLater(context, "concurrent_idempotent_requests", errors),
        EmailFault.NoEligibleProvider => Error(context, StatusCodes.Status422UnprocessableEntity, "no_eligible_provider", errors),
        EmailFault.FromNotAllowed or EmailFault.RecipientNotAllowed => Error(context, StatusCodes.Status403Forbidden, "restricted_api_key", errors),
        EmailFault.TooLarge => Error(context, StatusCodes.Status413PayloadTooLarge, "payload_too_large", errors),
        _ => Error(context, StatusCodes.Status422UnprocessableEntity, "validation_error", errors),
    };

    /// <summary>A body is larger than its endpoint takes.</summary>
    public static IResult TooLarge(HttpContext context, int maxBytes) =>
        Refused(context, EmailFault.TooLarge, [new FieldError("", $"is larger than the {maxBytes:N0} bytes that are allowed")]);

    private static IResult TryLater(HttpContext context, string name, IReadOnlyList<FieldError> errors)
    {
        context.Response.Headers.RetryAfter = "5";
        return Error(context, StatusCodes.Status409Conflict, name, errors);
    }

    public static IResult NotFound(HttpContext context, string id) => UnknownPath.FindFeature($"emails/{id}") is null
        ? Error(context, StatusCodes.Status404NotFound, "not_found", $"There is no email with the id {id}.")
        : UnknownPath.Answer(context, $"emails/{id}");

    public static IResult Error(HttpContext context, int status, string name, IReadOnlyList<FieldError> errors)
    {
        var shown = errors.Take(ApiError.MaxErrors).Select(ApiFieldError.Of).ToList();
        var first = shown[0].Field.Length == 0 ? $"The request {shown[0].Message}" : $"{shown[0].Field} {shown[0].Message}";
        var message = errors.Count switch
        {
            1 => $"{first}.",
            <= ApiError.MaxErrors => $"{first}; and {errors.Count - 1} more, see errors.",
            _ => $"{first}; and many more, see the first {ApiError.MaxErrors} in errors.",
        };
        return Error(context, status, name, message, shown);
    }

    public static IResult Error(HttpContext context, int status, string name, string message, IReadOnlyList<ApiFieldError>? errors = null) =>
        Results.Json(
            new ApiError(status, name, message, errors ?? [], context.TraceIdentifier),
            ApiJson.Relaxed.ApiError,
            statusCode: status);
}
