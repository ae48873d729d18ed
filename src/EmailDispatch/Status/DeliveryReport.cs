namespace EmailDispatch.Status;

/// <summary>What a provider reported about a recipient after it had answered 250.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="At">When, by the provider's clock.</param>
/// <param name="Provider">The name of the provider that reported it.</param>
public sealed record DeliveryReport(ReportKind Kind, DateTimeOffset At, string Provider)
{
    /// <summary>The longest <see cref="Reason"/>.</summary>
    public const int MaxReasonLength = 500;

    /// <summary>The longest <see cref="EventId"/>.</summary>
    public const int MaxEventIdLength = 100;

    /// <summary>The provider's id of the event; null where it has none.</summary>
    public string? EventId { get; init; }

    /// <summary>The receiving server's words, or the provider's; null where there are none.</summary>
    public string? Reason { get; init; }

    /// <summary>What went wrong, in one word such as <c>recipient_unknown</c>; null where nothing did.</summary>
    public string? Category { get; init; }

    /// <summary>
    /// Whether this report takes the place of another one about the same recipient. The worst counts, whatever the clocks say: a server may take
    /// an email and return it later, and who complained got it before. Of several bounces the last one counts, of other kinds the first.
    /// The order is total, so events that arrive twice or in any order lead to the same report.
    /// </summary>
    public bool Replaces(DeliveryReport? other)
    {
        if (other is null)
            return true;
        if (Kind != other.Kind)
            return Kind > other.Kind;
        return At != other.At ? At < other.At == (Kind != ReportKind.Bounced) : string.CompareOrdinal(EventId, other.EventId) < 0;
    }
}

/// <summary>The kinds of reports, the worst last. Shown in lower case.</summary>
public enum ReportKind
{
    /// <summary>The receiving server accepted the email.</summary>
    Delivered,

    /// <summary>The email was not delivered, and the provider has given up.</summary>
    Bounced,

    /// <summary>The recipient called the email spam.</summary>
    Complained,
}
