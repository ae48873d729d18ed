using EmailDispatch.Access;
using EmailDispatch.Emails;
using EmailDispatch.Functions.Http;
using EmailDispatch.Usage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Api;

/// <summary>The endpoint <c>/usage</c>.</summary>
public sealed class UsageFunctions(UsageReports reports, TimeProvider time)
{
    /// <summary>Reports what was sent and what was not, as JSON or as CSV.</summary>
    [Function("GetUsage")]
    [RequiresScope(Scopes.Read)]
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "usage")] HttpRequest request, CancellationToken cancellationToken)
    {
        var (query, errors) = UsageQueryReader.Read(request.Tenant(), request.Query, time.GetUtcNow());
        if (errors.Count > 0)
            return ApiResults.Refused(request.HttpContext, EmailFault.Invalid, errors);

        if (await reports.ReadAsync(query, cancellationToken) is not { } report)
        {
            var tooMuch = new FieldError("from", $"leads to a report of more than {UsageReports.MaxLines:N0} lines; ask for a shorter range, or by the day");
            return ApiResults.Refused(request.HttpContext, EmailFault.Invalid, [tooMuch]);
        }

        return UsageCsv.IsPreferred(request) ? UsageCsv.Answer(report) : Answers.Ok(UsageView.Of(report));
    }
}
