using EmailDispatch.Replies;
using EmailDispatch.Status;

namespace EmailDispatch.Operations.Problems;

/// <summary>Finds what is wrong with a tenant's recent emails.</summary>
internal static class EmailProblems
{
    /// <summary>How long an email may wait while instances run, and when an alert fires by default.</summary>
    public static readonly TimeSpan Late = TimeSpan.FromMinutes(1);
    public static readonly TimeSpan VeryLate = TimeSpan.FromMinutes(15);

    // Fewer are not called most.
    private const int Enough = 3;

    public static IEnumerable<Problem> Find(RecentFigures recent, DateTimeOffset now)
    {
        if (FindDeferred(recent) is { } deferred)
            yield return deferred;
        if (FindFailing(recent) is { } failing)
            yield return failing;
        if (recent.OldestQueued is { } queued && now - queued > Late)
        {
            yield return new Problem(ProblemKind.EmailsLate, now - queued > VeryLate ? ProblemSeverity.Bad : ProblemSeverity.Warn, "Emails wait for their first attempt")
            {
                Since = queued,
                Detail = $"{Texts.Count(recent.Of(EmailStatus.Queued), "recent email")} not tried yet; the oldest has been due for {Texts.Duration(now - queued)}.",
                Hint = "Sending is too slow or not running. Check that the app runs; allow providers more connections, or add one.",
            };
        }
    }

    private static Problem? FindDeferred(RecentFigures recent)
    {
        var (tried, deferred) = recent.Newest;
        var isMost = deferred > 0 && deferred * 2 >= tried;
        var isGrowing = recent.Deferred.Now >= 5 && recent.Deferred.Now > recent.Deferred.Before && deferred * 5 >= tried;
        if (!isMost && !isGrowing)
            return null;

        return new Problem(
            ProblemKind.EmailsDeferred, isMost && deferred >= Enough ? ProblemSeverity.Bad : ProblemSeverity.Warn,
            isMost ? "Most of the newest emails are deferred" : "More and more emails are deferred")
        {
            Since = recent.OldestDeferred,
            Detail = (isMost ? $"Of the newest {Texts.Count(tried, "email")} that were tried, {deferred} wait for a retry. " : $"Deferred: {recent.Deferred.Now} emails of the last 5 minutes, {recent.Deferred.Before} of the 5 minutes before. ")
                + Why(recent, status => status == EmailStatus.Deferred),
            Hint = "Nothing is lost: they are retried. If a provider is listed here, fix it first; otherwise open one of the emails for the replies of its attempts.",
        };
    }

    private static Problem? FindFailing(RecentFigures recent)
    {
        if (recent.NotSent < Enough || recent.NotSent * 4 < recent.Tried)
            return null;

        var (bounced, other) = (recent.Of(EmailStatus.Bounced), recent.NotSent - recent.Of(EmailStatus.Bounced));
        return new Problem(ProblemKind.EmailsFailing, recent.NotSent * 2 >= recent.Tried ? ProblemSeverity.Bad : ProblemSeverity.Warn, "Many recent emails bounced or failed")
        {
            Detail = $"Of {Texts.Count(recent.Tried, "recent email")}, {bounced} bounced and {other} failed. {Why(recent, status => status != EmailStatus.Deferred)}",
            Hint = bounced >= other
                ? "Recipients are rejected: an old list, or a form filled by robots. Stop that sender; bounced addresses are already on the do-not-send list."
                : "Messages are rejected for content, reputation or sender. Open one of the emails for the reply before another provider is used.",
            Page = $"/emails?status={(bounced >= other ? "bounced" : recent.Of(EmailStatus.Unknown) > recent.Of(EmailStatus.Failed) ? "unknown" : "failed")}",
        };
    }

    private static string Why(RecentFigures recent, Func<EmailStatus, bool> isMeant)
    {
        var reasons = recent.Reasons.Where(reason => isMeant(reason.Status)).GroupBy(reason => reason.Category)
            .Select(group => (Category: group.Key, Count: group.Sum(reason => reason.Count))).OrderByDescending(reason => reason.Count).Take(3);
        return $"Why: {string.Join("; ", reasons.Select(reason => $"{(reason.Category is null ? "no provider could be asked" : CategoryWords.Of(reason.Category))} ({reason.Count})"))}.";
    }
}
