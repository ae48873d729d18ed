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
    /// Whether this report takes the place of another one about the same recipient. A complaint always does: it is made about an email that was
    /// delivered. Of the others the latest counts. The order is total, so events that arrive twice or in any order lead to the same report.
    /// </summary>
    public bool Replaces(DeliveryReport? other)
    {
        if (other is null)
            return true;
        if (Kind == ReportKind.Complained != (other.Kind == ReportKind.Complained))
            return Kind == ReportKind.Complained;

        // Of several complaints the first one counts, so that a repetition changes nothing.
        var later = Kind == ReportKind.Complained ? other.At.CompareTo(At) : At.CompareTo(other.At);
        return (later, Kind.CompareTo(other.Kind), string.CompareOrdinal(EventId, other.EventId)) is (> 0, _, _) or (0, > 0, _) or (0, 0, > 0);
    }
}

/// <summary>The kinds of reports. Shown in lower case.</summary>
public enum ReportKind
{
    /// <summary>The receiving server accepted the email.</summary>
    Delivered,

    /// <summary>The email was not delivered, and the provider has given up.</summary>
    Bounced,

    /// <summary>The recipient called the email spam.</summary>
    Complained,
}
