using EmailDispatch.Domains;
using EmailDispatch.Endpoints;
using EmailDispatch.Senders;

namespace EmailDispatch.Operations.Problems;

/// <summary>Finds what is wrong with queues, unfinished emails, sending quotas, webhooks and domains.</summary>
internal static class DispatcherProblems
{
    /// <summary>The problems of the queues, of all tenants.</summary>
    public static IEnumerable<Problem> Find(DispatcherState state, DateTimeOffset now)
    {
        if (state.OldestAge > EmailProblems.Late)
        {
            yield return new Problem(ProblemKind.EmailsLate, state.OldestAge > EmailProblems.VeryLate ? ProblemSeverity.Bad : ProblemSeverity.Warn, "Emails wait in the queue")
            {
                Since = now - state.OldestAge,
                Detail = $"The first message of the queue of all tenants has been due for {Texts.Duration(state.OldestAge)}.",
                Hint = "Sending is too slow or not running. Check that the app runs; allow providers more connections, or add one.",
            };
        }

        if (state.Poison > 0)
        {
            yield return new Problem(ProblemKind.PoisonMessages, ProblemSeverity.Bad, $"{Texts.Count(state.Poison, "message")} cannot be processed")
            {
                Detail = $"On the poison queues of all tenants: {string.Join(", ", state.Messages.Where(queue => queue.Value > 0 && queue.Key.EndsWith("-poison", StringComparison.Ordinal)).Select(queue => $"{queue.Key} ({queue.Value})"))}.",
                Hint = "A message failed five times or cannot be read. The log names the email and the exception; the runbook says what to do for each event.",
            };
        }
    }

    /// <summary>Emails that are overdue with nobody working on them.</summary>
    public static IEnumerable<Problem> FindStale(int stale, string whose)
    {
        if (stale == 0)
            yield break;

        yield return new Problem(ProblemKind.StaleEmails, ProblemSeverity.Bad, stale == 1 ? "1 email is overdue and nobody works on it" : $"{Texts.Count(stale, "email")} are overdue and nobody works on them")
        {
            Detail = $"Emails of {whose}, at the last count.",
            Hint = "Their queue message is late, on a poison queue or deleted. A timer recovers them once an hour where it can; the log says which are left (2401, 2402).",
        };
    }

    /// <summary>Quotas of which most is used.</summary>
    public static IEnumerable<Problem> Find(IEnumerable<QuotaState> quotas) => quotas.Where(quota => quota.IsNearlyUsed).Select(quota =>
    {
        var (who, isUsedUp) = (quota.Rule.Key is { } key ? $"The API key {key}" : "This tenant", quota.Left == 0);
        var limit = $"{Texts.Count(quota.Limit, "email")} per {quota.Period}";
        return new Problem(ProblemKind.SendingQuota, isUsedUp ? ProblemSeverity.Bad : ProblemSeverity.Warn, isUsedUp ? $"{who} has sent its {limit}" : $"{who} has sent most of its {limit}")
        {
            Detail = isUsedUp
                ? "New emails are refused with 429, and 451 over SMTP; drops wait."
                : $"{Texts.Count(quota.Left, "email")} left. After that, new emails are refused with 429, and 451 over SMTP; drops wait.",
            Hint = $"The limit is the setting Per{(quota.Period == "day" ? "Day" : "Month")} of this sender. See whether these emails are meant to be sent; raise it if they are.",
            Until = quota.ResetsAt,
        };
    });

    public static IEnumerable<Problem> Find(IEnumerable<WebhookEndpoint> webhooks) =>
        webhooks.Where(webhook => !webhook.IsEnabled && webhook.DisabledReason is not null).Select(webhook => new Problem(ProblemKind.WebhookDisabled, ProblemSeverity.Warn, $"The webhook {webhook.Url} is disabled")
        {
            Since = webhook.DisabledAt,
            Detail = webhook.DisabledReason!,
            Hint = "It did not take an event in eight tries. Fix the application, send it a test event and enable the webhook again.",
            Page = $"/webhooks/{webhook.Id}",
        });

    public static IEnumerable<Problem> Find(IEnumerable<MailDomain> domains) =>
        domains.Where(domain => domain is { VerifiedAt: not null, IsTrusted: false }).Select(domain => new Problem(ProblemKind.DomainLost, ProblemSeverity.Warn, $"The domain {domain.Name} is no longer verified")
        {
            Detail = "Its emails are still sent, but receivers may reject them or treat them as spam.",
            Hint = "A DNS record was removed or changed, or DNS does not answer. The page of the domain says which record is wrong; publish it and check again.",
            Page = $"/domains/{domain.Id}",
        });
}
