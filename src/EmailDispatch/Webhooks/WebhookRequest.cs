namespace EmailDispatch.Webhooks;

/// <summary>A request to create or change an endpoint. Fields that were not given are null.</summary>
public sealed record WebhookRequest
{
    public string? Url { get; init; }

    public IReadOnlyList<string>? Events { get; init; }

    public bool? IsEnabled { get; init; }
}
