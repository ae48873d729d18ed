using System.Text.Json;
using System.Text.Json.Serialization;
using EmailDispatch.Endpoints;
using EmailDispatch.Naming;
using EmailDispatch.Webhooks;

namespace EmailDispatch.Functions.Api;

/// <summary>A webhook. Lists omit the signing secret.</summary>
public sealed record WebhookView(
    string Id, DateTimeOffset CreatedAt, string Status, string Endpoint, IReadOnlyList<string> Events, string? DisabledReason, DateTimeOffset? DisabledAt, DateTimeOffset? RotatedAt)
{
    [JsonPropertyOrder(-1)]
    public string Object { get; } = "webhook";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SigningSecret { get; init; }

    public static WebhookView Of(WebhookEndpoint endpoint, string? secret = null) => new(
        endpoint.Id, endpoint.CreatedAt, endpoint.IsEnabled ? "enabled" : "disabled", endpoint.Url, endpoint.Events, endpoint.DisabledReason, endpoint.DisabledAt, endpoint.RotatedAt)
    {
        SigningSecret = secret,
    };
}

/// <summary>The response when a webhook was created or changed.</summary>
public sealed record WebhookChangedView(string Id)
{
    [JsonPropertyOrder(-1)]
    public string Object { get; } = "webhook";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SigningSecret { get; init; }
}

public sealed record WebhookDeletedView(string Id)
{
    public string Object { get; } = "webhook";
    public bool Deleted { get; } = true;
}

/// <summary>An event of a webhook. Lists omit <see cref="Payload"/>.</summary>
public sealed record WebhookEventView(string Id, string Type, long Sequence, DateTimeOffset CreatedAt, string Status, DateTimeOffset? NextAttemptAt, int? LastStatusCode)
{
    [JsonPropertyOrder(-1)]
    public string Object { get; } = "webhook_event";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Payload { get; init; }

    public static WebhookEventView Brief(LoggedEvent told) => new(told.Id, told.Type, told.Sequence, told.At, told.Status.ToName(), told.NextAttemptAt, told.LastCode);

    public static WebhookEventView Whole(LoggedEvent told) => Brief(told) with { Payload = JsonElement.Parse(told.Body) };
}

/// <summary>An attempt to post an event. If there was no response, the code is 0 and <see cref="Response"/> says why.</summary>
public sealed record WebhookAttemptView(string Id, int HttpStatusCode, string Response, DateTimeOffset SentAt, int Milliseconds)
{
    public static WebhookAttemptView Of(WebhookAttempt attempt) =>
        new($"att_{attempt.At.UtcTicks:x16}", attempt.Code ?? 0, attempt.Answer, attempt.At, attempt.Milliseconds);
}

/// <summary>The result of a replay or a test.</summary>
public sealed record WebhookReplayView(string Id, bool Delivered, WebhookAttemptView Attempt)
{
    [JsonPropertyOrder(-1)]
    public string Object { get; } = "webhook_event";
}
