namespace EmailDispatch.Status;

/// <summary>The result of one attempt at one provider.</summary>
public enum AttemptOutcome
{
    /// <summary>The provider accepted the email for all recipients it was offered.</summary>
    Sent,

    /// <summary>The provider accepted the email but rejected some recipients.</summary>
    Partial,

    /// <summary>The provider failed; the next one is tried.</summary>
    ProviderFailed,

    /// <summary>The email is retried later.</summary>
    Deferred,

    /// <summary>The recipients were rejected permanently.</summary>
    Bounced,

    /// <summary>The message was rejected permanently.</summary>
    Failed,

    /// <summary>It is not known whether the provider accepted the email.</summary>
    Unknown,
}

public static class AttemptOutcomes
{
    /// <summary>Whether the provider accepted the email for at least one recipient.</summary>
    public static bool IsAccepted(this AttemptOutcome outcome) => outcome is AttemptOutcome.Sent or AttemptOutcome.Partial;
}
