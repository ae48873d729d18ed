using Azure;
using EmailDispatch.Access;
using EmailDispatch.Functions.Http;
using EmailDispatch.Operations;
using EmailDispatch.Queueing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions;

/// <summary>The health check. It needs no API key; the operator's sees more.</summary>
public sealed class HealthFunction(DispatchQueue queue, DispatcherWatch watch)
{
    /// <summary>Answers 200 while emails can be accepted, else 503.</summary>
    [Function("Health")]
    [AllowAnonymous]
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            if (request.HttpContext.Features.Get<ApiKey>() is { IsOperator: true })
                return ApiResults.Health(HealthView.Of(await watch.ReadAsync(cancellationToken)));

            await queue.CountAsync(cancellationToken);
            return ApiResults.Health(new HealthView(HealthView.Ok));
        }
        catch (Exception fault) when (fault is RequestFailedException or AggregateException { InnerException: RequestFailedException })
        {
            return ApiResults.Health(new HealthView(HealthView.Unavailable));
        }
    }
}
