namespace EmailDispatch.Operations.Problems;

/// <summary>What can be wrong, worst first.</summary>
public enum ProblemKind
{
    /// <summary>Every provider is disabled, paused or has used up its quota.</summary>
    NoProvider,

    /// <summary>Most of the newest emails wait for a retry, or more and more do.</summary>
    EmailsDeferred,

    /// <summary>Emails wait too long for their first attempt, or the queue is not processed.</summary>
    EmailsLate,

    /// <summary>Messages on the poison queues.</summary>
    PoisonMessages,

    /// <summary>Emails that are overdue with nobody working on them.</summary>
    StaleEmails,

    ProviderPaused,

    /// <summary>A provider that fails now and is not paused.</summary>
    ProviderFailing,

    /// <summary>A provider that has sent as much as its own settings allow.</summary>
    QuotaUsedUp,

    /// <summary>A tenant or API key that has sent most, or all, of what it may send in this day or month.</summary>
    SendingQuota,

    /// <summary>Many recent emails bounced or failed.</summary>
    EmailsFailing,

    /// <summary>A provider whose last connection test failed.</summary>
    TestFailed,

    /// <summary>A webhook that was disabled because it took no events.</summary>
    WebhookDisabled,

    /// <summary>A domain that is no longer verified.</summary>
    DomainLost,
}

public enum ProblemSeverity
{
    /// <summary>Emails are not sent, or somebody has to act.</summary>
    Bad,

    /// <summary>Emails are sent; look at it soon.</summary>
    Warn,
}
