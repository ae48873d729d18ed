using EmailDispatch.Access;
using EmailDispatch.Emails;
using EmailDispatch.Functions.Http;
using EmailDispatch.Naming;
using EmailDispatch.Operations;
using EmailDispatch.Status;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Api;

public sealed class ScheduleFunctions(EmailSchedule schedule, StatusStore status, GivenIds ids, TimeProvider time)
{
    [Function("RescheduleEmail")]
    [RequiresScope(Scopes.Send)]
    public async Task<IResult> RescheduleAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "emails/{id}")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        if (await RequestBody.ReadAsync(request, ScheduleReader.MaxBytes, cancellationToken) is not { } body)
            return ApiResults.TooLarge(request.HttpContext, ScheduleReader.MaxBytes);

        var read = ScheduleReader.Read(body, time.GetUtcNow());
        if (read.Request is not { } at)
            return ApiResults.Refused(request.HttpContext, read.Fault, read.Errors);

        var (found, refusal) = await SenderAccess.FindAsync(request, ids, status, id, cancellationToken);
        return refusal ?? Answer(request, id, await schedule.RescheduleAsync(request.Tenant(), found, at, cancellationToken), "rescheduled");
    }

    [Function("CancelEmail")]
    [RequiresScope(Scopes.Send)]
    public async Task<IResult> CancelAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "emails/{id}/cancel")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var (found, refusal) = await SenderAccess.FindAsync(request, ids, status, id, cancellationToken);
        return refusal ?? Answer(request, id, await schedule.CancelAsync(request.Tenant(), found, cancellationToken), "canceled");
    }

    private static IResult Answer(HttpRequest request, string id, ScheduleResult result, string wish) => result switch
    {
        { Row: null } => Answers.NoEmail(request.HttpContext, id),
        { Changed: true, Row: { } row } => Answers.Ok(ScheduleView.Of(row)),
        { Row.Status: var status } => ApiResults.Error(
            request.HttpContext, StatusCodes.Status409Conflict, "invalid_state", $"Only a scheduled email can be {wish}; this one is {status.ToName()}."),
    };
}

public sealed record ScheduleView(string Id, string Status, DateTimeOffset? ScheduledAt)
{
    public string Object { get; } = "email";

    public static ScheduleView Of(EmailRow row) => new(row.GivenId?.ToString() ?? row.Id.ToString(), row.Status.ToName(), row.ScheduledAt);
}
