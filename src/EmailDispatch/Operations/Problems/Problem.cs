namespace EmailDispatch.Operations.Problems;

/// <summary>Something that is wrong now, in an operator's words.</summary>
public sealed record Problem(ProblemKind Kind, ProblemSeverity Severity, string Title)
{
    /// <summary>Figures, or what happens to emails meanwhile.</summary>
    public required string Detail { get; init; }

    /// <summary>Cause and next step.</summary>
    public required string Hint { get; init; }

    /// <summary>Since when; null if that is not known.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>When it ends by itself, or is tried again; null if that is not known.</summary>
    public DateTimeOffset? Until { get; init; }

    public string? Provider { get; init; }

    /// <summary>The last reply; null if there is none, or the reader may not see it.</summary>
    public string? Reply { get; init; }

    /// <summary>The page of the dashboard: the part of its address after #.</summary>
    public string Page { get; init; } = PageOf(Kind);

    /// <summary>The section of docs/operations.md.</summary>
    public string Section { get; init; } = SectionOf(Kind);

    private static string PageOf(ProblemKind kind) => kind switch
    {
        ProblemKind.EmailsDeferred => "/emails?status=deferred",
        ProblemKind.EmailsFailing => "/emails?status=failed",
        ProblemKind.EmailsLate => "/emails?status=queued",
        ProblemKind.PoisonMessages or ProblemKind.StaleEmails => "/emails",
        ProblemKind.SendingQuota => "/usage",
        ProblemKind.WebhookDisabled => "/webhooks",
        ProblemKind.DomainLost => "/domains",
        _ => "/providers",
    };

    private static string SectionOf(ProblemKind kind) => kind switch
    {
        ProblemKind.EmailsDeferred => "emails-deferred",
        ProblemKind.EmailsLate => "queue-grows",
        ProblemKind.PoisonMessages => "poison-messages",
        ProblemKind.StaleEmails => "stale-emails",
        ProblemKind.QuotaUsedUp => "quota-used-up",
        ProblemKind.SendingQuota => "sending-quota",
        ProblemKind.EmailsFailing => "bounces-rise",
        ProblemKind.TestFailed => "provider-fails-its-daily-test",
        ProblemKind.WebhookDisabled => "webhook-disabled",
        ProblemKind.DomainLost => "domain-no-longer-verified",
        _ => "provider-down",
    };
}
