using System.Text.RegularExpressions;
using EmailDispatch.Domains;
using EmailDispatch.Endpoints;
using EmailDispatch.Naming;
using EmailDispatch.Operations;
using EmailDispatch.Operations.Problems;
using EmailDispatch.Replies;
using EmailDispatch.Senders;
using EmailDispatch.Tests.Docs;
using EmailDispatch.Tests.Infra;
using static EmailDispatch.Tests.Operations.Problems.ProblemsBench;

namespace EmailDispatch.Tests.Operations.Problems;

public sealed partial class ProblemTests
{
    private static readonly string Runbook = InfraFiles.Read("docs/operations.md");

    [Fact]
    public void Runbook_has_every_kind_and_the_section_it_names()
    {
        var documented = MarkdownTables.Rows(Runbook, "What is wrong now").ToDictionary(row => row[0].Trim('`'), row => row[3]);
        var headings = Heading().Matches(Runbook).Select(match => match.Groups[1].Value.Replace(' ', '-')).ToHashSet(StringComparer.OrdinalIgnoreCase);

        Assert.Equal(EnumNames.All<ProblemKind>().Order(), documented.Keys.Order());
        Assert.All(Enum.GetValues<ProblemKind>(), kind =>
        {
            var section = new Problem(kind, ProblemSeverity.Bad, "") { Detail = "", Hint = "" }.Section;
            Assert.Contains($"(#{section})", documented[kind.ToName()], StringComparison.Ordinal);
            Assert.Contains(section, headings);
        });
    }

    [Fact]
    public void Every_category_has_words_and_the_dashboard_has_the_same()
    {
        var script = InfraFiles.Read("src/EmailDispatch.Functions/Dashboard/Page/reasons.js");
        var shown = Entry().Matches(script[..script.IndexOf("};", StringComparison.Ordinal)]).ToDictionary(match => match.Groups[1].Value, match => match.Groups[3].Value);

        Assert.Empty(EnumNames.All<FailureCategory>().Except(CategoryWords.All.Keys));
        Assert.Equal(CategoryWords.All.OrderBy(pair => pair.Key, StringComparer.Ordinal), shown.OrderBy(pair => pair.Key, StringComparer.Ordinal));
        Assert.All(CategoryWords.All.Values, words => Assert.DoesNotContain('_', words));
    }

    [Fact]
    public void Category_of_a_later_version_is_spelled_out() => Assert.Equal("of a later version", CategoryWords.Of("of_a_later_version"));

    [Theory]
    [InlineData(61, 0, ProblemKind.EmailsLate, ProblemSeverity.Warn)]
    [InlineData(901, 0, ProblemKind.EmailsLate, ProblemSeverity.Bad)]
    [InlineData(60, 2, ProblemKind.PoisonMessages, ProblemSeverity.Bad)]
    public void Late_and_poison_messages_are_told(int seconds, int poison, ProblemKind kind, ProblemSeverity severity)
    {
        var problem = Assert.Single(DispatcherProblems.Find(StateOf(seconds, poison), Now));

        Assert.Equal((kind, severity), (problem.Kind, problem.Severity));
        Assert.Contains("all tenants", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Queue_in_time_without_poison_is_no_problem() => Assert.Empty(DispatcherProblems.Find(StateOf(60, 0), Now));

    [Fact]
    public void Stale_emails_are_told()
    {
        Assert.Empty(DispatcherProblems.FindStale(0, "this tenant"));
        Assert.Equal(["1 email is overdue and nobody works on it"], DispatcherProblems.FindStale(1, "this tenant").Select(problem => problem.Title));
        Assert.Equal(["2 emails are overdue and nobody works on them"], DispatcherProblems.FindStale(2, "this tenant").Select(problem => problem.Title));
    }

    [Fact]
    public void Webhook_that_took_no_events_is_told_and_one_that_somebody_disabled_is_not()
    {
        var webhook = new WebhookEndpoint { Id = "1", Tenant = "default", Url = "https://app.example/hooks", Events = [], CreatedAt = Now };

        var problem = Assert.Single(DispatcherProblems.Find([webhook, webhook with { IsEnabled = false, DisabledAt = Now }, webhook with { Id = "2", IsEnabled = false, DisabledAt = Now, DisabledReason = "500" }]));

        Assert.Equal(("/webhooks/2", "500", Now), (problem.Page, problem.Detail, problem.Since));
    }

    [Fact]
    public void Domain_that_is_no_longer_verified_is_told_and_a_new_one_is_not()
    {
        var domain = new MailDomain { Id = "1", Tenant = "default", Name = "acme.example", CreatedAt = Now };

        var problem = Assert.Single(DispatcherProblems.Find([domain, domain with { VerifiedAt = Now, IsTrusted = true }, domain with { Id = "2", VerifiedAt = Now }]));

        Assert.Equal("/domains/2", problem.Page);
    }

    [Theory]
    [InlineData(79, 100, null, null)]
    [InlineData(80, 100, ProblemSeverity.Warn, "This tenant has sent most of its 100 emails per day")]
    [InlineData(99, 100, ProblemSeverity.Warn, "This tenant has sent most of its 100 emails per day")]
    [InlineData(100, 100, ProblemSeverity.Bad, "This tenant has sent its 100 emails per day")]
    [InlineData(104, 100, ProblemSeverity.Bad, "This tenant has sent its 100 emails per day")]
    [InlineData(1, 1, ProblemSeverity.Bad, "This tenant has sent its 1 email per day")]
    public void Quota_is_told_from_80_percent_and_is_bad_when_it_is_used_up(int used, int limit, ProblemSeverity? severity, string? title)
    {
        var problem = DispatcherProblems.Find([new QuotaState(new SenderRule("default", null, null), "day", used, limit, Now)]).SingleOrDefault();

        Assert.Equal((severity, title), (problem?.Severity, problem?.Title));
        Assert.Equal(severity is null ? (DateTimeOffset?)null : Now, problem?.Until);
    }

    [Fact]
    public void Quota_of_a_key_names_it_and_the_setting()
    {
        var problem = Assert.Single(DispatcherProblems.Find([new QuotaState(new SenderRule("default", "settings:1", null), "month", 900, 1000, Now)]));

        Assert.Equal(("The API key settings:1 has sent most of its 1,000 emails per month", "/usage"), (problem.Title, problem.Page));
        Assert.StartsWith("100 emails left. ", problem.Detail, StringComparison.Ordinal);
        Assert.Contains("PerMonth", problem.Hint, StringComparison.Ordinal);
    }

    private static DispatcherState StateOf(int seconds, int poison) => new()
    {
        Messages = new Dictionary<string, int> { ["email-dispatch"] = 1, ["email-dispatch-poison"] = poison },
        OldestAge = TimeSpan.FromSeconds(seconds),
        Unfinished = 0,
        Stale = 0,
        Providers = [],
    };

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("""^  (\w+): (['"])(.*)\2,$""", RegexOptions.Multiline)]
    private static partial Regex Entry();
}
