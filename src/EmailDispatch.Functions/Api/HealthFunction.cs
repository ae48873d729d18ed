using System.Text.Json.Serialization;
using Azure;
using EmailDispatch.Access;
using EmailDispatch.Emails;
using EmailDispatch.Naming;
using EmailDispatch.Operations;
using EmailDispatch.Queueing;
using EmailDispatch.Status;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Api;

/// <summary>The health check: 200 while emails can be accepted, otherwise 503. It needs no API key; the operator's key returns details.</summary>
public sealed class HealthFunction(DispatchQueue queue, StatusStore status, DispatcherWatch watch, TimeProvider time)
{
    // Health checks time out after a few seconds; a storage client would retry for minutes.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // No email has this id; it only tests whether storage answers.
    private static readonly EmailId NoEmail = EmailId.LowestOf(DateTimeOffset.UnixEpoch);

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
                return Answer(HealthView.Of(await watch.ReadAsync(end.Token)));

            // Accepting an email needs both services.
            await Task.WhenAll(queue.CountAsync(end.Token), status.ReadAsync(ApiKey.DefaultTenant, NoEmail, end.Token));
            return Answer(new HealthView(HealthView.Ok));
        }
        catch (Exception fault) when (fault is RequestFailedException or AggregateException { InnerException: RequestFailedException }
            || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return Answer(new HealthView(HealthView.Unavailable));
        }
    }

    private static IResult Answer(HealthView health) =>
        Answers.Ok(health, health.Status == HealthView.Ok ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
}

/// <summary>The state of the dispatcher; only the status without the operator's key.</summary>
public sealed record HealthView(string Status)
{
    public const string Ok = "ok";

    public const string Unavailable = "unavailable";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, int>? Queues { get; init; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? OldestSeconds { get; init; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Poison { get; init; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Unfinished { get; init; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Stale { get; init; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Breakers { get; init; }

    internal static HealthView Of(DispatcherState state) => new(Ok)
    {
        Queues = state.Messages,
        OldestSeconds = Math.Round(state.OldestAge.TotalSeconds, 1),
        Poison = state.Poison,
        Unfinished = state.Unfinished,
        Stale = state.Stale,
        Breakers = state.Providers.ToDictionary(p => p.Provider, p => p.State.ToName()),
    };
}
