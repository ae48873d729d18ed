using EmailDispatch.Operations.Problems;
using EmailDispatch.Providers.State;
using EmailDispatch.Status;
using static EmailDispatch.Tests.Operations.Problems.ProblemsBench;

namespace EmailDispatch.Tests.Operations.Problems;

public sealed class ProviderProblemsTests
{
    private static readonly LastFailure Refused = new(Now.AddMinutes(-3), "authentication", "535 5.7.8 wrong for ann@other.example") { Hint = "The provider refused the credentials. Check user name and secret." };

    private static readonly ProviderState Working = Provider("working");

    [Fact]
    public void Provider_that_works_is_no_problem()
    {
        var recent = Figures(Sent("working", 1), FailedOver("working", 2), Sent("working", 3), Sent("working", 4), Sent("working", 5));

        Assert.Empty(ProviderProblems.Find([Working], recent, withReplies: true));
    }

    [Fact]
    public void Pause_has_reason_times_reply_and_hint()
    {
        var problem = Assert.Single(ProviderProblems.Find([Working, Provider("first", FailureWeight.OpensLong, Refused)], Figures(), withReplies: true));

        Assert.Equal((ProblemKind.ProviderPaused, ProblemSeverity.Bad, "first"), (problem.Kind, problem.Severity, problem.Provider));
        Assert.Equal("first is paused: the login is rejected", problem.Title);
        Assert.Equal((Now.AddMinutes(-3), Now.AddMinutes(2)), (problem.Since, problem.Until));
        Assert.Equal((Refused.Reply, Refused.Hint), (problem.Reply, problem.Hint));
    }

    [Fact]
    public void Reply_to_another_tenant_is_hidden_and_the_own_one_is_not()
    {
        var paused = Provider("first", FailureWeight.OpensLong, Refused);

        var without = Assert.Single(ProviderProblems.Find([Working, paused], Figures(), withReplies: false));
        var own = Assert.Single(ProviderProblems.Find([Working, paused], Figures(FailedOver("first", 3, "authentication")), withReplies: false));

        Assert.Null(without.Reply);
        Assert.Equal(Refused.Hint, without.Hint);
        Assert.Equal("421 busy", own.Reply);
    }

    [Theory]
    [InlineData(FailureWeight.Counts, "timeout", "first is paused: half of its recent sessions failed", ProblemSeverity.Bad, "provider-down")]
    [InlineData(FailureWeight.Unreachable, "network", "first is paused: the connection is refused or lost", ProblemSeverity.Bad, "provider-down")]
    [InlineData(FailureWeight.OpensLong, "account_suspended", "first is paused: the account is suspended", ProblemSeverity.Bad, "provider-down")]
    [InlineData(FailureWeight.CoolsUntil, "quota_used_up", "first is paused: the quota is used up", ProblemSeverity.Warn, "quota-used-up")]
    public void Every_kind_of_pause_is_told_in_words(FailureWeight weight, string category, string title, ProblemSeverity severity, string section)
    {
        var problem = Assert.Single(ProviderProblems.Find([Working, Provider("first", weight, new LastFailure(Now, category, null))], Figures(), withReplies: true));

        Assert.Equal((title, severity, section), (problem.Title, problem.Severity, problem.Section));
        Assert.Contains("page Providers", problem.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Pause_that_is_over_lasts_until_an_email_has_proved_it()
    {
        var problem = Assert.Single(ProviderProblems.Find([Working, Provider("first", FailureWeight.Unreachable, Refused, isOver: true)], Figures(), withReplies: true));

        Assert.Equal(ProblemKind.ProviderPaused, problem.Kind);
        Assert.Contains("the next email tests the provider", problem.Detail, StringComparison.Ordinal);
        Assert.Null(problem.Until);
    }

    [Fact]
    public void No_provider_at_all_comes_with_the_first_time_one_may_return()
    {
        var resets = Now.AddMinutes(1);
        var found = ProviderProblems.Find(
            [Provider("first", FailureWeight.OpensLong, Refused), Provider("second", quotas: new QuotaLeft(QuotaPeriod.Hour, 100, 0, resets))], Figures(), withReplies: true).ToList();

        Assert.Equal([ProblemKind.NoProvider, ProblemKind.ProviderPaused, ProblemKind.QuotaUsedUp], found.Select(problem => problem.Kind));
        Assert.Equal("All 2 providers are paused or out of quota. Emails are accepted and wait.", found[0].Detail);
        Assert.Equal(resets, found[0].Until);
        Assert.Equal("second has reached its limit of 100 emails per hour", found[2].Title);
        Assert.Contains("PerHour", found[2].Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Tenant_without_an_enabled_provider_is_told_so()
    {
        var problem = Assert.Single(ProviderProblems.Find([], Figures(), withReplies: true));

        Assert.Equal(ProblemKind.NoProvider, problem.Kind);
        Assert.StartsWith("No provider is enabled", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Quota_that_is_not_used_up_or_not_counted_is_no_problem()
    {
        var provider = Provider("first", quotas: [new QuotaLeft(QuotaPeriod.Day, 100, 1, Now), new QuotaLeft(QuotaPeriod.Second, 5, null, null)]);

        Assert.Empty(ProviderProblems.Find([provider], Figures(), withReplies: true));
    }

    [Fact]
    public void Provider_fails_whose_last_two_attempts_failed()
    {
        var recent = Figures(FailedOver("first", 1, "tls", "Cause. Fix."), FailedOver("first", 2), Sent("first", 3), Sent("first", 4), Sent("first", 5));

        var problem = Assert.Single(ProviderProblems.Find([Provider("first")], recent, withReplies: false));

        Assert.Equal((ProblemKind.ProviderFailing, "first fails: encryption (TLS) fails"), (problem.Kind, problem.Title));
        Assert.Equal((ProblemSeverity.Warn, "421 busy", "Cause. Fix.", Now.AddMinutes(-2)), (problem.Severity, problem.Reply, problem.Hint, problem.Since));
        Assert.StartsWith("2 of its 5 recent attempts failed.", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Provider_fails_whose_every_fourth_attempt_fails()
    {
        EmailRow[] rows = [Sent("first", 1), FailedOver("first", 2), Sent("first", 3), FailedOver("first", 4), Sent("first", 5), Sent("first", 6), FailedOver("first", 7), Sent("first", 8)];

        Assert.Single(ProviderProblems.Find([Provider("first")], Figures(rows), withReplies: false));
        Assert.Empty(ProviderProblems.Find([Provider("first")], Figures([.. rows, .. Enumerable.Range(0, 8).Select(n => Sent("first", 9 + (n / 10.0)))]), withReplies: false));
    }

    [Fact]
    public void Failures_before_a_passed_test_or_the_end_of_a_pause_do_not_count()
    {
        var recent = Figures(FailedOver("first", 4), FailedOver("first", 5));

        Assert.Single(ProviderProblems.Find([Provider("first", since: Now.AddMinutes(-6))], recent, withReplies: false));
        Assert.Empty(ProviderProblems.Find([Provider("first", since: Now.AddMinutes(-3))], recent, withReplies: false));
        Assert.Empty(ProviderProblems.Find([Provider("first", test: new LastTest(Now.AddMinutes(-3), true, null, "ok"))], recent, withReplies: false));
    }

    [Fact]
    public void Refused_recipients_are_not_the_provider_s_fault()
    {
        var recent = Figures(Enumerable.Range(1, 5).Select(n => NewEmail(EmailStatus.Bounced, n, NewAttempt("first", n, AttemptOutcome.Bounced, "recipient_unknown"))));

        Assert.Empty(ProviderProblems.Find([Provider("first")], recent, withReplies: false));
    }

    [Fact]
    public void Failed_test_counts_until_an_email_has_passed()
    {
        var provider = Provider("first", test: new LastTest(Now.AddMinutes(-5), false, "auth", "535 no") { Hint = "Cause. Fix." });

        var problem = Assert.Single(ProviderProblems.Find([provider], Figures(Sent("first", 6)), withReplies: true));

        Assert.Equal(("first failed its last test, at the login", "535 no", "Cause. Fix."), (problem.Title, problem.Reply, problem.Hint));
        Assert.Null(Assert.Single(ProviderProblems.Find([provider], Figures(), withReplies: false)).Reply);
        Assert.Empty(ProviderProblems.Find([provider], Figures(Sent("first", 4)), withReplies: true));
    }

    [Fact]
    public void Without_the_state_the_own_emails_still_tell_which_provider_fails()
    {
        var problem = Assert.Single(ProviderProblems.Find(Figures(FailedOver("first", 1), Sent("second", 2))));

        Assert.Equal("first fails: it does not answer in time", problem.Title);
    }
}
