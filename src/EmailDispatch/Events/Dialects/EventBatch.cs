namespace EmailDispatch.Events.Dialects;

/// <summary>What a request of a provider tells.</summary>
/// <param name="Events">The events that change something.</param>
/// <param name="Others">How many others there were, such as opens and clicks, and kinds that are not known.</param>
public sealed record EventBatch(IReadOnlyList<DeliveryEvent> Events, int Others)
{
    /// <summary>The address to get, to confirm that events are wanted; null where none is to be.</summary>
    public Uri? Confirm { get; init; }

    /// <summary>The code that the answer has to repeat, to confirm that events are wanted; null where none has to be.</summary>
    public string? ValidationCode { get; init; }
}
