using System.Text.Json.Serialization;
using EmailDispatch.Operations;

namespace EmailDispatch.Functions.Http;

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
