using EmailDispatch.Emails;

namespace EmailDispatch.Status;

/// <summary>The events of one write of a status row, kept in the outbox until endpoints' logs have them.</summary>
public sealed record OutboxEntry
{
    /// <summary>
    /// The least difference between the orders of two entries of an email. The ids of their events are the order plus the number of the event, and an
    /// entry has at most two events for each recipient.
    /// </summary>
    public const int Room = 1000;

    public required string Tenant { get; init; }

    public required EmailId Id { get; init; }

    /// <summary>Its order among the entries of its email; later writes have higher numbers.</summary>
    public required long Order { get; init; }

    /// <summary>The <see cref="Order"/> of the previous entry; 0 if there is none, <see cref="EmailRow.UnknownEvent"/> if it is unknown.</summary>
    public long Previous { get; init; }

    /// <summary>The UUID that the sender gave the email, if it is not its id.</summary>
    public Guid? GivenId { get; init; }

    public required string From { get; init; }

    public required string Subject { get; init; }

    public IReadOnlyList<Tag> Tags { get; init; } = [];

    /// <summary>The scheduled time of the email; null if there is none.</summary>
    public DateTimeOffset? ScheduledAt { get; init; }

    /// <summary>The events, in order.</summary>
    public required IReadOnlyList<EmailEvent> Events { get; init; }

    /// <summary>When storage wrote it; null if it was not read from there.</summary>
    public DateTimeOffset? WrittenAt { get; init; }
}
