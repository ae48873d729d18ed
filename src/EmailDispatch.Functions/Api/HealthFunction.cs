using System.Text.Json.Serialization;
using Azure;
using EmailDispatch.Access;
using EmailDispatch.Emails;
using EmailDispatch.Operations;
using EmailDispatch.Queueing;
using EmailDispatch.Status;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Api;

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
                return Answer(HealthView.Of(await watch.ReadAsync(end.Token)));

            // Queues and tables are services of their own, and an email needs both.
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

/// <summary>How the dispatcher is. Without the operator's key only the status.</summary>
/// <param name="Status"><c>ok</c> or <c>unavailable</c>.</param>
public sealed record HealthView(string Status)
{
    /// <summary>Everything needed to accept an email answers.</summary>
    public const string Ok = "ok";

    /// <summary>Storage does not answer.</summary>
    public const string Unavailable = "unavailable";

    /// <summary>Messages of every queue, about.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, int>? Queues { get; init; }

    /// <summary>For how many seconds the message at the head of the dispatch queue has been due.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? OldestSeconds { get; init; }

    /// <summary>Messages that nobody could process.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Poison { get; init; }

    /// <summary>Emails that had not come to an end when they were last counted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Unfinished { get; init; }

    /// <summary>Emails among the unfinished that nobody was working on then, though it was long since their time.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Stale { get; init; }

    /// <summary>Every provider's breaker, <c>closed</c>, <c>open</c> or <c>half_open</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Breakers { get; init; }

    internal static HealthView Of(DispatcherState state) => new(Ok)
    {
        Queues = state.Messages,
        OldestSeconds = Math.Round(state.OldestAge.TotalSeconds, 1),
        Poison = state.Poison,
        Unfinished = state.Unfinished,
        Stale = state.Stale,
        Breakers = state.Providers.ToDictionary(p => p.Provider, p => BreakerView.Of(p, withReply: true).State),
    };
}
