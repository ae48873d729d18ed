using EmailDispatch.Domains;
using EmailDispatch.Sandbox;
using EmailDispatch.Status;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>A fallback provider that would fail DMARC for the from-domain, and the setting that skips it.</summary>
[Collection<ScenarioStorage>]
public sealed class AlignmentScenarios(Azurite azurite)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Unaligned_fallback_is_not_used_and_the_email_says_why()
    {
        await using var scenario = await StartAsync("skip.example", AlignmentRule.Skip, "second");
        scenario["first"].Behaviour = SandboxBehaviour.Closed;

        var outcome = await scenario.AcceptAndDispatchAsync(from: "a@skip.example");

        Assert.Equal(EmailStatus.Deferred, outcome.Row.Status);
        Assert.Equal(["first"], outcome.Row.Attempts.Select(attempt => attempt.Provider));
        Assert.Equal([new SkippedProvider("second", "alignment", "would fail DMARC for skip.example, see GET /domains", null)], outcome.Row.Skipped);
        Assert.Contains("unaligned_provider", outcome.Row.Advice.Select(advice => advice.Code));
    }

    [Fact]
    public async Task Unaligned_fallback_is_used_where_the_setting_only_warns()
    {
        await using var scenario = await StartAsync("warn.example", AlignmentRule.Warn, "second");
        scenario["first"].Behaviour = SandboxBehaviour.Closed;

        var outcome = await scenario.AcceptAndDispatchAsync(from: "a@warn.example");

        Assert.Equal(["first", "second"], outcome.Row.Attempts.Select(attempt => attempt.Provider));
        Assert.Contains("unaligned_provider", outcome.Row.Advice.Select(advice => advice.Code));
    }

    [Fact]
    public async Task Unaligned_providers_send_where_there_are_no_others()
    {
        await using var scenario = await StartAsync("none.example", AlignmentRule.Skip, "first", "second");

        var outcome = await scenario.AcceptAndDispatchAsync(from: "a@none.example");

        Assert.Equal(EmailStatus.Sent, outcome.Row.Status);
    }

    [Fact]
    public async Task Setting_that_is_off_reads_nothing_and_says_nothing()
    {
        await using var scenario = await StartAsync("off.example", AlignmentRule.Off, "first", "second");

        var outcome = await scenario.AcceptAndDispatchAsync(from: "a@off.example");

        Assert.Equal(EmailStatus.Sent, outcome.Row.Status);
        Assert.DoesNotContain("unaligned_provider", outcome.Row.Advice.Select(advice => advice.Code));
    }

    [Fact]
    public async Task Domain_that_stops_being_verified_is_told_once()
    {
        await using var scenario = await StartAsync("lost.example", AlignmentRule.Warn);
        var domain = new MailDomain { Id = DomainId.Of("default", "lost2.example"), Tenant = "default", Name = "lost2.example", CreatedAt = scenario.Time.Now, VerifiedAt = scenario.Time.Now, IsTrusted = true };
        await scenario.Get<DomainTable>().TryAddAsync(domain, Cancellation);
        var table = scenario.Get<DomainTable>();

        // The scenario's resolver never answers; after a day this no longer counts as temporary.
        scenario.Time.Now += TimeSpan.FromHours(25);
        foreach (var _ in Enumerable.Range(0, 2))
            await scenario.Get<DomainChecks>().CheckAsync((await table.FindAsync("default", domain.Id, Cancellation))!, Cancellation);

        Assert.Equal(1, scenario.Logs.Errors.Count(id => id == 8102));
        Assert.False((await table.FindAsync("default", domain.Id, Cancellation))!.IsTrusted);
    }

    private async Task<DispatchScenario> StartAsync(string name, AlignmentRule rule, params string[] failing)
    {
        var scenario = await DispatchScenario.StartAsync(
            azurite, [new("first"), new("second")], ("Domains:RequireAlignment", rule.ToString()), ("Domains:Resolver", "127.0.0.1:9"), ("Domains:LookupTimeout", "00:00:00.200"));
        var alignment = failing.Select(provider => new ProviderAlignment(provider, "", Alignment.Fail, Alignment.Fail)).ToList();
        await scenario.Get<DomainTable>().TryAddAsync(
            new MailDomain { Id = DomainId.Of("default", name), Tenant = "default", Name = name, CreatedAt = scenario.Time.Now, Result = new DomainResult(scenario.Time.Now, DomainState.Failed, [], alignment) },
            Cancellation);
        return scenario;
    }
}
