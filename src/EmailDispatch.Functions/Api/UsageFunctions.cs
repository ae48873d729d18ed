using EmailDispatch.Access;
using EmailDispatch.Emails;
using EmailDispatch.Functions.Http;
using EmailDispatch.Usage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Api;

public sealed class UsageFunctions(UsageReports reports, TimeProvider time)
{
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
            var tooMuch = new FieldError("from", $"results in more than {UsageReports.MaxLines:N0} lines; use a shorter range or the interval day");
            return ApiResults.Refused(request.HttpContext, EmailFault.Invalid, [tooMuch]);
        }

        return Csv.IsPreferred(request) ? UsageCsv.Answer(report) : Answers.Ok(UsageView.Of(report));
    }
}
