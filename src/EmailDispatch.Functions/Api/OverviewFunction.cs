using EmailDispatch.Access;
using EmailDispatch.Emails;
using EmailDispatch.Functions.Http;
using EmailDispatch.Operations.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Api;

/// <summary>What is true now for the caller's tenant.</summary>
public sealed class OverviewFunction(OverviewReader reader)
{
    [Function("GetOverview")]
    [RequiresScope(Scopes.Read)]
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "overview")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.Query.Count > 0)
            return ApiResults.Refused(request.HttpContext, EmailFault.Invalid, [new FieldError(request.Query.Keys.First(), "is unknown; there are no parameters")]);

        return Answers.Ok(OverviewView.Of(await reader.ReadAsync(request.ApiKey(), cancellationToken)));
    }
}
