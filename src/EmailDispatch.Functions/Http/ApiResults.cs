using EmailDispatch.Emails;
using Microsoft.AspNetCore.Http;

namespace EmailDispatch.Functions.Http;

internal static class ApiResults
{
    public static IResult Refused(HttpContext context, EmailFault fault, IReadOnlyList<FieldError> errors) => fault switch
    {
        EmailFault.Malformed when errors[0].Field.Length == 0 => Error(context, StatusCodes.Status400BadRequest, "validation_error", $"The body {ApiFieldError.Of(errors[0]).Message}."),
        EmailFault.Malformed => Error(context, StatusCodes.Status400BadRequest, "validation_error", errors),
        EmailFault.InvalidKey => Error(context, StatusCodes.Status400BadRequest, "invalid_idempotency_key", errors),
        EmailFault.KeyOfOtherRequest => Error(context, StatusCodes.Status409Conflict, "invalid_idempotent_request", errors),
        EmailFault.IdTaken => Error(context, StatusCodes.Status409Conflict, "invalid_idempotent_request", errors),
        EmailFault.KeyInUse => TryLater(context, StatusCodes.Status409Conflict, "concurrent_idempotent_requests", errors),
        EmailFault.LayoutUnusable => TryLater(context, StatusCodes.Status503ServiceUnavailable, "service_unavailable", errors),
        EmailFault.NoEligibleProvider => Error(context, StatusCodes.Status422UnprocessableEntity, "no_eligible_provider", errors),
        EmailFault.FromNotAllowed or EmailFault.RecipientNotAllowed => Error(context, StatusCodes.Status403Forbidden, "restricted_api_key", errors),
        EmailFault.TooLarge => Error(context, StatusCodes.Status413PayloadTooLarge, "payload_too_large", errors),
        _ => Error(context, StatusCodes.Status422UnprocessableEntity, "validation_error", errors),
    };

    public static IResult TooLarge(HttpContext context, int maxBytes) =>
        Refused(context, EmailFault.TooLarge, [new FieldError("", $"is larger than the limit of {maxBytes:N0} bytes")]);

    /// <summary>412: the entry was changed since the caller read it.</summary>
    public static IResult Outdated(HttpContext context, string message) => Error(context, StatusCodes.Status412PreconditionFailed, "precondition_failed", message);

    private static IResult TryLater(HttpContext context, int status, string name, IReadOnlyList<FieldError> errors)
    {
        context.Response.Headers.RetryAfter = "5";
        return Error(context, status, name, errors);
    }

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
            ErrorJson.Relaxed.ApiError,
            statusCode: status);
}
