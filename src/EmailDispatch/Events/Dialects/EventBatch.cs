namespace EmailDispatch.Events.Dialects;

/// <param name="Events">The events that have an effect.</param>
/// <param name="Others">The number of other events, such as opens, clicks and unknown kinds.</param>
public sealed record EventBatch(IReadOnlyList<DeliveryEvent> Events, int Others)
{
    /// <summary>The URL to request to confirm the subscription; null for none.</summary>
    public Uri? Confirm { get; init; }

    /// <summary>The code that the response must repeat to confirm the subscription; null for none.</summary>
    public string? ValidationCode { get; init; }
}
