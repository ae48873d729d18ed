namespace EmailDispatch.Status;

/// <summary>Something that happened to an email, as webhooks tell it.</summary>
/// <param name="Type">What: one of <see cref="Endpoints.EventTypes"/>.</param>
/// <param name="At">When.</param>
/// <param name="To">The recipients that it happened to.</param>
public sealed record EmailEvent(string Type, DateTimeOffset At, IReadOnlyList<string> To)
{
    /// <summary>The server's words, or the dispatcher's; null where there are none.</summary>
    public string? Reason { get; init; }

    /// <summary>What went wrong, in one word such as <c>mailbox_full</c>; null where nothing did.</summary>
    public string? Category { get; init; }
}
