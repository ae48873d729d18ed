namespace EmailDispatch.Status;

/// <summary>What one provider made of one attempt.</summary>
public sealed record Attempt
{
    /// <summary>Which pass over the providers, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The provider's name.</summary>
    public required string Provider { get; init; }

    /// <summary>When it began, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>How long it took, in milliseconds.</summary>
    public required int Milliseconds { get; init; }

    /// <summary>What it came to: <c>sent</c>, <c>partial</c>, <c>provider_failed</c>, <c>deferred</c>, <c>bounced</c>, <c>failed</c> or <c>unknown</c>.</summary>
    public required string Outcome { get; init; }

    /// <summary>
    /// How far the session got: <c>dns</c>, <c>connect</c>, <c>greeting</c>, <c>auth</c>, <c>mail_from</c>, <c>rcpt_to</c>, <c>data</c>, <c>final_dot</c>.
    /// <c>prepare</c> where the dispatcher failed before there was one; <c>unknown</c> where its instance died.
    /// </summary>
    public required string Phase { get; init; }

    /// <summary>What went wrong, in one word such as <c>mailbox_full</c>; null where nothing did.</summary>
    public string? Category { get; init; }

    /// <summary>The reply code, such as 250; null where the server did not answer.</summary>
    public int? Code { get; init; }

    /// <summary>The enhanced status code, such as <c>5.1.1</c>; null where there was none.</summary>
    public string? EnhancedCode { get; init; }

    /// <summary>The server's own words, or those of the fault that took their place; at most 500 characters.</summary>
    public string? Reply { get; init; }

    /// <summary>Cause and fix of a common failure; null where there is no more to say than the reply does.</summary>
    public string? Hint { get; init; }
}
