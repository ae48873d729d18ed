using EmailDispatch.Naming;
using EmailDispatch.Operations.Problems;
using EmailDispatch.Providers.State;
using EmailDispatch.Status;

namespace EmailDispatch.Functions.Api;

/// <summary>What is true now. Nothing is wrong only if there are no problems and <c>NotRead</c> is empty.</summary>
public sealed record OverviewView(DateTimeOffset AsOf, IReadOnlyList<ProblemView> Problems, IReadOnlyList<NotReadView> NotRead, RecentView? Recent, IReadOnlyList<SendingQuotaView>? Quotas)
{
    public string Object { get; } = "overview";

    public static OverviewView Of(Overview overview) => new(
        overview.At,
        [.. overview.Problems.Select(ProblemView.Of)],
        [.. overview.Unread.Select(unread => new NotReadView(unread.Part, unread.Reason))],
        overview.Recent is { } recent ? RecentView.Of(recent) : null,
        overview.Quotas is { } quotas ? [.. quotas.Select(quota => new SendingQuotaView(quota.Rule.Key, quota.Period, quota.Limit, quota.Used, quota.ResetsAt))] : null);
}

/// <summary>Something that is wrong. <c>Docs</c> is a section of the runbook, <c>Link</c> a page of the dashboard.</summary>
public sealed record ProblemView(
    string Kind, string Severity, string Title, string Detail, DateTimeOffset? Since, DateTimeOffset? Until, string? Provider, string? Reply, string Hint, string Docs, string Link)
{
    public static ProblemView Of(Problem problem) => new(
        problem.Kind.ToName(), problem.Severity.ToName(), problem.Title, problem.Detail, problem.Since, problem.Until, problem.Provider, problem.Reply, problem.Hint,
        $"docs/operations.md#{problem.Section}", $"#{problem.Page}");
}

/// <summary>A part that was not read, and why.</summary>
public sealed record NotReadView(string Part, string Reason);

/// <summary>What the tenant, or one of its API keys, may send in a period.</summary>
public sealed record SendingQuotaView(string? ApiKeyId, string Period, int Limit, int Used, DateTimeOffset ResetsAt);

/// <summary>The emails accepted since <c>Since</c>, by their status now.</summary>
public sealed record RecentView(DateTimeOffset Since, bool IsComplete, int Emails, double? SuccessShare)
{
    public int Sent { get; init; }
    public int Deferred { get; init; }
    public int Bounced { get; init; }
    public int Failed { get; init; }
    public int Unknown { get; init; }
    public int Rejected { get; init; }
    public int Scheduled { get; init; }
    public int Queued { get; init; }
    public int Suppressed { get; init; }
    public int Canceled { get; init; }
    public required IReadOnlyList<RecentProviderView> Providers { get; init; }

    public static RecentView Of(RecentFigures recent) => new(recent.Since, recent.IsComplete, recent.Emails, recent.SuccessShare is { } share ? Math.Round(share, 4) : null)
    {
        Sent = recent.Of(EmailStatus.Sent),
        Deferred = recent.Of(EmailStatus.Deferred),
        Bounced = recent.Of(EmailStatus.Bounced),
        Failed = recent.Of(EmailStatus.Failed),
        Unknown = recent.Of(EmailStatus.Unknown),
        Rejected = recent.Of(EmailStatus.Rejected),
        Scheduled = recent.Of(EmailStatus.Scheduled),
        Queued = recent.Of(EmailStatus.Queued) + recent.Of(EmailStatus.Sending),
        Suppressed = recent.Of(EmailStatus.Suppressed),
        Canceled = recent.Of(EmailStatus.Canceled),
        Providers = [.. recent.Providers.Select(p => new RecentProviderView(p.Provider, p.Attempts, p.Sent, p.Failures, p.LastFailure))],
    };
}

/// <summary>The attempts of these emails at one provider; <c>Failures</c> counts them by category.</summary>
public sealed record RecentProviderView(string Provider, int Attempts, int Sent, IReadOnlyDictionary<string, int> Failures, LastFailure? LastFailure);
