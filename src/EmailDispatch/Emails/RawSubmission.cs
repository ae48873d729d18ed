namespace EmailDispatch.Emails;

/// <summary>A whole message (RFC 5322) to be sent as it is, with what an email has outside of it. Fields of the message with the same meaning count less.</summary>
/// <param name="Message">The message; bare line feeds become CRLF.</param>
/// <param name="Recipients">The envelope recipients; null for those in the message's To, Cc and Bcc.</param>
public sealed record RawSubmission(ReadOnlyMemory<byte> Message, IReadOnlyList<string>? Recipients = null)
{
    public IReadOnlyList<Tag> Tags { get; init; } = [];

    public DateTimeOffset? ScheduledAt { get; init; }

    public string? Stream { get; init; }

    public string? Provider { get; init; }

    public Delivery? Delivery { get; init; }

    public bool IsDryRun { get; init; }
}
