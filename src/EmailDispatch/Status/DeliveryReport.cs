namespace EmailDispatch.Status;

/// <summary>What a provider reported about a recipient after it had answered 250.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="At">When, by the provider's clock.</param>
/// <param name="Provider">The name of the reporting provider.</param>
public sealed record DeliveryReport(ReportKind Kind, DateTimeOffset At, string Provider)
{
    public const int MaxReasonLength = 500;

    public const int MaxEventIdLength = 100;

    /// <summary>The provider's id of the event; null if it has none.</summary>
    public string? EventId { get; init; }

    /// <summary>The reply of the receiving server or the provider's own text; null if there is none.</summary>
    public string? Reason { get; init; }

    /// <summary>What went wrong, such as <c>recipient_unknown</c>; null if nothing did.</summary>
    public string? Category { get; init; }

    /// <summary>
    /// Whether this report replaces another one about the same recipient. The worst kind wins, whatever the timestamps: a server may accept an email and
    /// return it later, and anyone who complains has received it. Of several bounces the last one wins, of other kinds the first. The order is total, so duplicate or
    /// reordered events lead to the same report.
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

/// <summary>The kinds of reports, from best to worst. Shown in lower case.</summary>
public enum ReportKind
{
    /// <summary>The receiving server accepted the email.</summary>
    Delivered,

    /// <summary>The email was not delivered, and the provider will not retry.</summary>
    Bounced,

    /// <summary>The recipient marked the email as spam.</summary>
    Complained,
}
