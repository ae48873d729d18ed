using Azure;
using EmailDispatch.Access;
using EmailDispatch.Emails;
using EmailDispatch.Functions.Http;
using EmailDispatch.Operations;
using EmailDispatch.Queueing;
using EmailDispatch.Status;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions;

/// <summary>The health check. It needs no API key; the operator's sees more.</summary>
public sealed class HealthFunction(DispatchQueue queue, StatusStore status, DispatcherWatch watch, TimeProvider time)
{
    // Who asks waits some seconds at most; a client of storage would try for minutes.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // There is none of this id: that storage answers is what counts.
    private static readonly EmailId NoEmail = EmailId.LowestOf(DateTimeOffset.UnixEpoch);

    /// <summary>Answers 200 while emails can be accepted, else 503.</summary>
    [Function("Health")]
    [AllowAnonymous]
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            if (request.HttpContext.Features.Get<ApiKey>() is { IsOperator: true })
                return ApiResults.Health(HealthView.Of(await watch.ReadAsync(end.Token)));

            // Queues and tables are services of their own, and an email needs both.
            await Task.WhenAll(queue.CountAsync(end.Token), status.ReadAsync(ApiKey.DefaultTenant, NoEmail, end.Token));
            return ApiResults.Health(new HealthView(HealthView.Ok));
        }
        catch (Exception fault) when (fault is RequestFailedException or AggregateException { InnerException: RequestFailedException }
            || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return ApiResults.Health(new HealthView(HealthView.Unavailable));
        }
    }
}
