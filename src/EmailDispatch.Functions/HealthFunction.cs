using Azure;
using EmailDispatch.Functions.Http;
using EmailDispatch.Providers;
using EmailDispatch.Queueing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions;

/// <summary>The health check; needs no API key.</summary>
public sealed class HealthFunction(DispatchQueue queue, ProviderCatalogue providers)
{
    /// <summary>Answers 200 while emails can be accepted, else 503.</summary>
    [Function("Health")]
    [AllowAnonymous]
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request, CancellationToken cancellationToken)
    {
        var names = providers.ByPriority.Select(provider => provider.Name).ToList();
        try
        {
            return ApiResults.Health(new HealthView(HealthView.Ok, await queue.CountAsync(cancellationToken), names));
        }
        catch (RequestFailedException)
        {
            return ApiResults.Health(new HealthView(HealthView.Unavailable, null, names));
        }
    }
}
