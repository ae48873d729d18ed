using System.Text.Json;
using EmailDispatch.Providers.State;

namespace EmailDispatch.Functions.Http;

/// <summary>Whether a provider is used, and why not.</summary>
/// <param name="State"><c>closed</c>, <c>open</c> or <c>half_open</c>.</param>
/// <param name="Reason">Why it is not used; null while it is.</param>
/// <param name="Since">Since when it is used or not.</param>
/// <param name="Until">Until when it is left alone.</param>
/// <param name="LastFailure">What opened the breaker last.</param>
public sealed record BreakerView(string State, string? Reason, DateTimeOffset? Since, DateTimeOffset? Until, LastFailure? LastFailure)
{
    /// <summary>As the instances share it; without the reply for whoever may not see other tenants' recipients, whom it may name.</summary>
    public static BreakerView Of(ProviderSnapshot snapshot, bool withReply) => new(
        JsonNamingPolicy.SnakeCaseLower.ConvertName(snapshot.State.ToString()),
        snapshot.Reason is { } reason ? JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString()) : null,
        snapshot.Since, snapshot.Until, withReply ? snapshot.LastFailure : snapshot.LastFailure is { } last ? last with { Reply = null } : null);
}
