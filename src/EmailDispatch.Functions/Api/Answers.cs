using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using EmailDispatch.Access;
using EmailDispatch.Emails;
using EmailDispatch.Functions.Http;
using EmailDispatch.Intake;
using EmailDispatch.Naming;
using EmailDispatch.Operations;
using EmailDispatch.Status;
using Microsoft.AspNetCore.Http;

namespace EmailDispatch.Functions.Api;

/// <summary>Responses that several functions share; <see cref="ApiResults"/> has the errors.</summary>
internal static class Answers
{
    public static IResult Ok<T>(T view, int status = StatusCodes.Status200OK) =>
        Results.Json(view, (JsonTypeInfo<T>)ApiJson.Relaxed.GetTypeInfo(typeof(T))!, statusCode: status);

    public static IResult Accepted(EmailId id, EmailStatus status = EmailStatus.Queued, IReadOnlyList<Advice>? advice = null, DateTimeOffset? scheduledAt = null) =>
        Ok(new AcceptedView(id.ToString(), advice ?? [], status.ToName(), scheduledAt), StatusCodes.Status202Accepted);

    /// <summary>The response to a submission. A header marks a repeat, so that its body equals the first one byte for byte.</summary>
    public static IResult Of(HttpContext context, SubmissionResult result)
    {
        if (result.DryRun is { } report)
            return Ok(DryRunView.Of(report));
        if (result.Id is not { } id)
            return ApiResults.Refused(context, result.Fault, result.Errors);

        if (result.IsReplayed)
            context.Response.Headers[SubmissionHeaders.Replayed] = "true";
        return Accepted(id, result.Status, result.Advice, result.ScheduledAt);
    }

    /// <summary>The response to a submission that may have been attempted at once: with its outcome, if there is one by now.</summary>
    public static IResult Of(HttpContext context, ExpressResult result, TimeSpan? wait)
    {
        if (!result.IsExpress)
            return Of(context, result.Submission);

        if (wait is { TotalSeconds: var seconds })
            context.Response.Headers[SubmissionHeaders.PreferenceApplied] = string.Create(CultureInfo.InvariantCulture, $"wait={seconds}");
        return result.Outcome is { } row
            ? Ok(EmailView.Whole(row, context.Request.ApiKey().Allows(Scopes.Admin)), row.Status.IsTerminal() ? StatusCodes.Status200OK : StatusCodes.Status202Accepted)
            : Of(context, result.Submission with { Status = EmailStatus.Sending });
    }

    /// <summary>The response to a batch; like Resend's, it has errors only with permissive validation.</summary>
    public static IResult Of(HttpContext context, BatchResult result, BatchValidation validation)
    {
        if (result.Fault != EmailFault.None)
            return ApiResults.Refused(context, result.Fault, result.Errors);

        if (result.IsReplayed)
            context.Response.Headers[SubmissionHeaders.Replayed] = "true";
        return Ok(BatchView.Of(result, validation));
    }

    /// <summary>404: no email with this id, or a Resend feature that is not available.</summary>
    public static IResult NoEmail(HttpContext context, string id) => UnknownPath.FindFeature($"emails/{id}") is null
        ? ApiResults.Error(context, StatusCodes.Status404NotFound, "not_found", $"There is no email with the id {id}.")
        : UnknownPath.Answer(context, $"emails/{id}");
}
