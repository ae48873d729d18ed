using EmailDispatch.Operations.Problems;
using EmailDispatch.Status;
using static EmailDispatch.Tests.Operations.Problems.ProblemsBench;

namespace EmailDispatch.Tests.Operations.Problems;

public sealed class EmailProblemsTests
{
    [Fact]
    public void Emails_that_are_sent_are_no_problem()
    {
        var recent = Figures(Sent("first", 1), Sent("first", 2), Deferred(3), Sent("first", 4), NewEmail(EmailStatus.Queued, 0.5), NewEmail(EmailStatus.Scheduled, 9), NewEmail(EmailStatus.Suppressed, 3));

        Assert.Empty(EmailProblems.Find(recent, Now));
        Assert.Equal((7, 4, 0.75), (recent.Emails, recent.Tried, recent.SuccessShare));
    }

    [Fact]
    public void No_email_has_no_success_share()
    {
        var recent = Figures(NewEmail(EmailStatus.Queued, 0));

        Assert.Null(recent.SuccessShare);
        Assert.Empty(EmailProblems.Find(recent, Now));
    }

    [Fact]
    public void Most_of_the_newest_emails_deferred_is_bad_although_the_window_is_good()
    {
        var recent = Figures([.. Enumerable.Range(0, 12).Select(n => Deferred(n / 20.0)), .. Enumerable.Range(0, 200).Select(n => Sent("first", 2 + (n / 20.0)))]);

        var problem = Assert.Single(EmailProblems.Find(recent, Now));

        Assert.True(recent.SuccessShare > 0.9);
        Assert.Equal((ProblemKind.EmailsDeferred, ProblemSeverity.Bad, "Most of the newest emails are deferred"), (problem.Kind, problem.Severity, problem.Title));
        Assert.Equal("Of the newest 20 emails that were tried, 12 wait for a retry. Why: no provider could be asked (12).", problem.Detail);
        Assert.Equal(Now.AddMinutes(-0.55), problem.Since!.Value, TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public void One_deferred_email_of_one_is_worth_a_look()
    {
        var problem = Assert.Single(EmailProblems.Find(Figures(Deferred(1, "greylisted")), Now));

        Assert.Equal(ProblemSeverity.Warn, problem.Severity);
        Assert.Contains("greylisted: the recipient's server asks for a retry (1)", problem.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(6, 2, true)]
    [InlineData(6, 6, false)]
    [InlineData(4, 0, false)]
    public void Deferred_emails_grow_if_there_are_more_than_five_minutes_before(int now, int before, bool isTold)
    {
        var recent = Figures([
            .. Enumerable.Range(0, now).Select(n => Deferred(0.1 + (n / 100.0))), .. Enumerable.Range(0, before).Select(n => Deferred(6 + (n / 100.0))),
            .. Enumerable.Range(0, 40).Select(n => Sent("first", 0.2 + (n / 1_000.0)))]);

        Assert.Equal(isTold, EmailProblems.Find(recent, Now).Any(problem => problem is { Title: "More and more emails are deferred", Severity: ProblemSeverity.Warn }));
    }

    [Theory]
    [InlineData(2, 3, null)]
    [InlineData(3, 9, ProblemSeverity.Warn)]
    [InlineData(3, 10, null)]
    [InlineData(5, 5, ProblemSeverity.Bad)]
    public void Bounces_are_told_from_a_quarter_of_the_emails_on(int bounced, int sent, ProblemSeverity? expected)
    {
        var recent = Figures([.. Enumerable.Range(0, bounced).Select(n => NewEmail(EmailStatus.Bounced, n, NewAttempt("first", n, AttemptOutcome.Bounced, "recipient_unknown"))), .. Enumerable.Range(0, sent).Select(n => Sent("first", n))]);

        var problem = EmailProblems.Find(recent, Now).SingleOrDefault();

        Assert.Equal(expected, problem?.Severity);
        Assert.True(problem is null || problem is { Kind: ProblemKind.EmailsFailing, Page: "/emails?status=bounced" });
        Assert.True(problem is null || problem.Detail.EndsWith($"Why: the mailbox does not exist ({bounced}).", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0.9, null)]
    [InlineData(2, ProblemSeverity.Warn)]
    [InlineData(14, ProblemSeverity.Warn)]
    public void Email_that_waits_for_its_first_attempt_is_late(double minutes, ProblemSeverity? expected)
    {
        Assert.Equal(expected, EmailProblems.Find(Figures(NewEmail(EmailStatus.Queued, minutes)), Now).SingleOrDefault()?.Severity);
    }

    [Fact]
    public void Figures_of_a_provider_count_each_failure_by_category_and_keep_the_last()
    {
        var recent = Figures(FailedOver("first", 1, "tls", "Cause. Fix."), FailedOver("first", 2), FailedOver("first", 3), Sent("first", 4));

        var first = recent.Providers.Single(provider => provider.Provider == "first");

        Assert.Equal((4, 1), (first.Attempts, first.Sent));
        Assert.Equal([("timeout", 2), ("tls", 1)], first.Failures.Select(failure => (failure.Key, failure.Value)).Order());
        Assert.Equal(("tls", "421 busy", "Cause. Fix."), (first.LastFailure!.Category, first.LastFailure.Reply, first.LastFailure.Hint));
        Assert.Equal((3, 3), recent.Providers.Where(provider => provider.Provider == "other").Select(provider => (provider.Attempts, provider.Sent)).Single());
    }

    private static EmailRow Deferred(double minutesAgo, string? category = null) =>
        NewEmail(EmailStatus.Deferred, minutesAgo, category is null ? [] : [NewAttempt("first", minutesAgo, AttemptOutcome.Deferred, category)]);
}
