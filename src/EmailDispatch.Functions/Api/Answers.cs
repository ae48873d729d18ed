using System.Text.Json.Serialization.Metadata;
using EmailDispatch.Emails;
using EmailDispatch.Emails.Advising;
using EmailDispatch.Functions.Http;
using EmailDispatch.Intake;
using EmailDispatch.Status;
using Microsoft.AspNetCore.Http;

namespace EmailDispatch.Functions.Api;

/// <summary>The answers of the API that more than one function gives; <see cref="ApiResults"/> has those to what is refused.</summary>
internal static class Answers
{
    /// <summary>A view as JSON.</summary>
    public static IResult Ok<T>(T view, int status = StatusCodes.Status200OK) =>
        Results.Json(view, (JsonTypeInfo<T>)ApiJson.Relaxed.GetTypeInfo(typeof(T))!, statusCode: status);

    /// <summary>The email is accepted.</summary>
    public static IResult Accepted(EmailId id, EmailStatus status = EmailStatus.Queued, IReadOnlyList<Advice>? advice = null, DateTimeOffset? scheduledAt = null) =>
        Ok(new AcceptedView(id.ToString(), advice ?? [], status.ToName(), scheduledAt), StatusCodes.Status202Accepted);

    /// <summary>What became of a submission. A repetition is told by a header, so that its body is the first one's, byte for byte.</summary>
    public static IResult Of(HttpContext context, SubmissionResult result)
    {
        if (result.Id is not { } id)
            return ApiResults.Refused(context, result.Fault, result.Errors);

        if (result.IsReplayed)
            context.Response.Headers[SubmissionHeaders.Replayed] = "true";
        return Accepted(id, result.Status, result.Advice, result.ScheduledAt);
    }

    /// <summary>What became of a batch; as the Resend API has it, errors are there only where emails may be left out.</summary>
    public static IResult Of(HttpContext context, BatchResult result, BatchValidation validation)
    {
        if (result.Fault != EmailFault.None)
            return ApiResults.Refused(context, result.Fault, result.Errors);

        if (result.IsReplayed)
            context.Response.Headers[SubmissionHeaders.Replayed] = "true";
        return Ok(BatchView.Of(result, validation));
    }

    /// <summary>There is no email with this id, or this path names something that is not offered.</summary>
    public static IResult NoEmail(HttpContext context, string id) => UnknownPath.FindFeature($"emails/{id}") is null
        ? ApiResults.Error(context, StatusCodes.Status404NotFound, "not_found", $"There is no email with the id {id}.")
        : UnknownPath.Answer(context, $"emails/{id}");
}
