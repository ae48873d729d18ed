namespace EmailDispatch.Status;

/// <summary>A webhook event of an email.</summary>
/// <param name="Type">One of <see cref="Endpoints.EventTypes"/>.</param>
/// <param name="At">When it happened.</param>
/// <param name="To">The recipients it concerns.</param>
public sealed record EmailEvent(string Type, DateTimeOffset At, IReadOnlyList<string> To)
{
    /// <summary>The server's reply or the dispatcher's error; null if there is none.</summary>
    public string? Reason { get; init; }

    /// <summary>What went wrong, such as <c>mailbox_full</c>; null if nothing did.</summary>
    public string? Category { get; init; }
}
