using EmailDispatch.Status;

namespace EmailDispatch.Events.Dialects;

/// <summary>One event of a provider about one recipient of one email, in the terms that all providers share.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="At">When, by the provider's clock.</param>
public sealed record DeliveryEvent(ReportKind Kind, DateTimeOffset At)
{
    /// <summary>The provider's id of the event; null where it has none.</summary>
    public string? Id { get; init; }

    /// <summary>The email's reference as the provider gave it back; null where it did not.</summary>
    public string? Reference { get; init; }

    /// <summary>The email's Message-ID as the provider tells it; null where it does not.</summary>
    public string? MessageId { get; init; }

    /// <summary>The recipient's address; null where the provider does not tell which one it is about.</summary>
    public string? Recipient { get; init; }

    /// <summary>Whether the provider says that the mailbox itself will never take email.</summary>
    public bool IsHard { get; init; }

    /// <summary>Why, in the words of the receiving server or the provider; null where nothing is said.</summary>
    public string? Reason { get; init; }
}
