using EmailDispatch.Emails;
using EmailDispatch.Operations.Problems;
using EmailDispatch.Providers;
using EmailDispatch.Providers.State;
using EmailDispatch.Status;

namespace EmailDispatch.Tests.Operations.Problems;

/// <summary>Emails and providers to find problems in, at noon.</summary>
internal static class ProblemsBench
{
    public static readonly DateTimeOffset Now = ManualTime.At("2026-11-21T12:00:00Z").GetUtcNow();

    public static EmailRow NewEmail(EmailStatus status, double minutesAgo, params Attempt[] attempts) => new()
    {
        Id = EmailId.New(ManualTime.At(Now.AddMinutes(-minutesAgo).ToString("O", System.Globalization.CultureInfo.InvariantCulture))),
        Tenant = "default",
        Status = status,
        From = "a@example.com",
        Subject = "Hello",
        Recipients = [new Recipient("b@example.com", RecipientKind.To, status)],
        Attempts = attempts,
    };

    public static Attempt NewAttempt(string provider, double minutesAgo, AttemptOutcome outcome, string? category = null, string? reply = null, string? hint = null) => new()
    {
        Number = 1,
        Provider = provider,
        At = Now.AddMinutes(-minutesAgo),
        Milliseconds = 20,
        Outcome = outcome,
        Phase = "auth",
        Category = category,
        Reply = reply,
        Hint = hint,
    };

    public static EmailRow Sent(string provider, double minutesAgo) => NewEmail(EmailStatus.Sent, minutesAgo, NewAttempt(provider, minutesAgo, AttemptOutcome.Sent));

    /// <summary>An email that a provider did not take, and <c>other</c> did.</summary>
    public static EmailRow FailedOver(string provider, double minutesAgo, string category = "timeout", string? hint = null) => NewEmail(
        EmailStatus.Sent, minutesAgo, NewAttempt(provider, minutesAgo, AttemptOutcome.ProviderFailed, category, "421 busy", hint), NewAttempt("other", minutesAgo, AttemptOutcome.Sent));

    public static RecentFigures Figures(params IEnumerable<EmailRow> rows)
    {
        var tally = new RecentTally(Now);
        foreach (var row in rows.OrderByDescending(row => row.AcceptedAt))
            tally.Add(row);
        return tally.ToFigures(Now - RecentEmails.Window, isComplete: true);
    }

    public static ProviderState Provider(string name, FailureWeight? paused = null, LastFailure? failure = null, LastTest? test = null, DateTimeOffset? since = null, bool isOver = false, params QuotaLeft[] quotas) =>
        new(new ProviderOptions { Name = name }, new ProviderSnapshot
        {
            Provider = name,
            State = paused is null ? BreakerState.Closed : isOver ? BreakerState.HalfOpen : BreakerState.Open,
            Reason = paused,
            Since = since ?? (paused is null ? null : Now.AddMinutes(-3)),
            Until = paused is null ? null : Now.AddMinutes(2),
            LastFailure = failure,
            LastTest = test,
            Quotas = quotas,
        });
}
