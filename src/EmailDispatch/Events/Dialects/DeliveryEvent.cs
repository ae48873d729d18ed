using EmailDispatch.Status;

namespace EmailDispatch.Events.Dialects;

/// <summary>An event about one recipient of one email, in terms common to all providers. Values that the provider does not report are null.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="At">The time by the provider's clock.</param>
public sealed record DeliveryEvent(ReportKind Kind, DateTimeOffset At)
{
    public string? Id { get; init; }

    /// <summary>The email's reference, as returned by the provider.</summary>
    public string? Reference { get; init; }

    public string? MessageId { get; init; }

    public string? Recipient { get; init; }

    /// <summary>Whether the provider says that the mailbox will never accept email.</summary>
    public bool IsHard { get; init; }

    /// <summary>The reason in the words of the receiving server or the provider, if any.</summary>
    public string? Reason { get; init; }
}
