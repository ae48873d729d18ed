using EmailDispatch.Emails;

namespace EmailDispatch.Status;

/// <summary>The events of one write of a status row, as the outbox keeps them until they are told.</summary>
public sealed record OutboxEntry
{
    /// <summary>Whose email it is.</summary>
    public required string Tenant { get; init; }

    /// <summary>The email.</summary>
    public required EmailId Id { get; init; }

    /// <summary>Its place among the entries of its email; later writes have higher ones.</summary>
    public required long Order { get; init; }

    /// <summary>The <see cref="Order"/> of the entry before; 0 if there is none, <see cref="EmailRow.UnknownEvent"/> if that is not known.</summary>
    public long Previous { get; init; }

    /// <summary>The UUID by which its sender names the email, if that is not its id.</summary>
    public Guid? GivenId { get; init; }

    /// <summary>The author as shown.</summary>
    public required string From { get; init; }

    /// <summary>The subject.</summary>
    public required string Subject { get; init; }

    /// <summary>The labels.</summary>
    public IReadOnlyList<Tag> Tags { get; init; } = [];

    /// <summary>When its sender scheduled it; null for at once.</summary>
    public DateTimeOffset? ScheduledAt { get; init; }

    /// <summary>What happened, in order.</summary>
    public required IReadOnlyList<EmailEvent> Events { get; init; }

    /// <summary>When storage wrote it; null where it was not read from there.</summary>
    public DateTimeOffset? WrittenAt { get; init; }
}
