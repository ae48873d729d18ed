namespace EmailDispatch.Webhooks;

/// <summary>What a new endpoint is to be, or what is to change of one; what is null is not given.</summary>
public sealed record WebhookRequest
{
    /// <summary>Where events are to be posted.</summary>
    public string? Url { get; init; }

    /// <summary>Which events.</summary>
    public IReadOnlyList<string>? Events { get; init; }

    /// <summary>Whether it is to be told events.</summary>
    public bool? IsEnabled { get; init; }
}
