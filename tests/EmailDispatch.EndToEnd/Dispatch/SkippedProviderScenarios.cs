using EmailDispatch.Providers.State;
using EmailDispatch.Sandbox;
using EmailDispatch.Status;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>An email that is not sent says why each provider was not asked.</summary>
[Collection<ScenarioStorage>]
public sealed class SkippedProviderScenarios(Azurite azurite)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Paused_providers_are_named_with_cause_and_end_until_the_email_is_sent()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        scenario["first"].Behaviour = SandboxBehaviour.Closed;
        await PauseAsync(scenario, "second", FailureWeight.OpensLong, "account_suspended");

        var failed = await scenario.AcceptAndDispatchAsync();
        var waiting = await scenario.AcceptAndDispatchAsync();
        scenario["first"].Behaviour = SandboxBehaviour.Accept;
        var sent = await scenario.DispatchNextAsync(waiting);

        var suspended = new SkippedProvider("second", "paused", "is paused: its settings or account must be corrected (account suspended)", failed.Row.Attempts[0].At + TimeSpan.FromMinutes(15));
        Assert.Equal([suspended], failed.Row.Skipped);
        Assert.Empty(waiting.Row.Attempts);
        Assert.Equal([new SkippedProvider("first", "paused", "is paused: it could not be reached (network)", waiting.Row.NextAttemptAt), suspended], waiting.Row.Skipped);
        Assert.Equal(["merge sending", "merge deferred", "put message"], waiting.Operations);
        Assert.Equal(["a@example.com sent"], sent.Recipients);
        Assert.Empty(sent.Row.Skipped);
    }

    [Fact]
    public async Task Used_up_quota_is_named_with_its_limit_and_end()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite, [new("first") { Settings = Setting("PerHour", "1") }]);
        await scenario.AcceptAndDispatchAsync();

        var waiting = await scenario.AcceptAndDispatchAsync();

        Assert.Equal([new SkippedProvider("first", "quota_used_up", "has used up its quota of 1 emails per hour", waiting.Row.NextAttemptAt)], waiting.Row.Skipped);
    }

    [Fact]
    public async Task Providers_that_may_not_send_are_named_with_the_setting_unless_they_serve_other_tenants()
    {
        ScriptedProvider[] providers =
        [
            new("off") { Settings = Setting("Enabled", "false") },
            new("bulk") { Settings = Setting("Streams:0", "marketing") },
            new("other-domain") { Settings = Setting("FromDomains:0", "example.org") },
            new("foreign") { Settings = Setting("Tenants:0", "acme") },
            new("foreign-off") { Settings = new Dictionary<string, string> { ["Tenants:0"] = "acme", ["Enabled"] = "false" } },
            new("one-by-one") { Settings = Setting("MaxRecipients", "1") },
            new("first"),
        ];
        await using var scenario = await DispatchScenario.StartAsync(azurite, providers);
        scenario["first"].Behaviour = SandboxBehaviour.Closed;

        var deferred = await scenario.AcceptAndDispatchAsync(["a@example.com", "b@example.com"]);

        Assert.Equal(
            [
                "off disabled: is disabled",
                "bulk stream: serves the stream marketing only, not transactional",
                "other-domain from_domain: sends from example.org only, not from example.com",
                "one-by-one recipients: takes 1 recipients at most, the email has 2",
            ],
            deferred.Row.Skipped.Select(s => $"{s.Provider} {s.Reason}: {s.Explanation}"));
        Assert.All(deferred.Row.Skipped, s => Assert.Null(s.Until));
    }

    [Fact]
    public async Task Email_that_no_provider_may_send_any_more_names_none_of_other_tenants()
    {
        ScriptedProvider[] providers = [new("off") { Settings = Setting("Enabled", "false") }, new("foreign") { Settings = Setting("Tenants:0", "acme") }];
        await using var scenario = await DispatchScenario.StartAsync(azurite, providers);

        var deferred = await scenario.AcceptAndDispatchAsync();

        Assert.Equal(["a@example.com deferred"], deferred.Recipients);
        Assert.Equal("No provider may send this email: off: is disabled", deferred.Row.Recipients[0].Reply);
        Assert.Equal([new SkippedProvider("off", "disabled", "is disabled", null)], deferred.Row.Skipped);
    }

    [Fact]
    public async Task Provider_that_takes_no_larger_messages_than_one_that_refused_is_named()
    {
        await using var scenario = await DispatchScenario.StartAsync(
            azurite, [new("first") { Settings = Setting("MaxMessageBytes", "100000") }, new("same") { Settings = Setting("MaxMessageBytes", "100000") }]);
        scenario["first"].On(SandboxPhase.Dot, _ => "552 5.3.4 Message too large");

        var failed = await scenario.AcceptAndDispatchAsync();

        Assert.Equal(EmailStatus.Failed, failed.Row.Status);
        Assert.Equal(["same size"], failed.Row.Skipped.Select(s => $"{s.Provider} {s.Reason}"));
    }

    [Theory]
    [InlineData("at_least_once", "The email stays due; the next attempt has the same Message-ID.")]
    [InlineData("at_most_once", "It is not sent again by itself, because the sender asked for at most once.")]
    public async Task Lost_answer_is_told_with_what_follows(string delivery, string follows)
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite, [new("first")]);

        var lost = await scenario.AcceptAndDispatchAsync(["drop-after-dot@example.com"], delivery: delivery);

        Assert.StartsWith("No answer to the complete message arrived, so the provider may have accepted it.", lost.Row.Attempts[0].Hint, StringComparison.Ordinal);
        Assert.EndsWith(follows, lost.Row.Attempts[0].Hint, StringComparison.Ordinal);
        Assert.Equal("outcome_unknown", lost.Row.Attempts[0].Category);
    }

    private static async Task PauseAsync(DispatchScenario scenario, string provider, FailureWeight weight, string category) =>
        await scenario.Get<ProviderHealth>().ReportFailureAsync(
            new ProviderAdmission { Provider = provider, At = scenario.Time.Now }, new ProviderFailure(weight, category, "550 5.7.1 <somebody@other.test> suspended"), Cancellation);

    private static Dictionary<string, string> Setting(string name, string value) => new() { [name] = value };
}
