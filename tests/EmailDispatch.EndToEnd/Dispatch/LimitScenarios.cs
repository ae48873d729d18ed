using EmailDispatch.Sandbox;
using EmailDispatch.Status;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>A provider, or every provider, is paused for a time.</summary>
[Collection<ScenarioStorage>]
public sealed class LimitScenarios(Azurite azurite)
{
    [Theory]
    [InlineData(SandboxPhase.Mail, "452 4.3.1 Daily quota exceeded", "mail_from", "quota_used_up", "01:00:00")]
    [InlineData(SandboxPhase.Rcpt, "452 4.3.1 Daily quota exceeded", "rcpt_to", "quota_used_up", "00:15:00")]
    [InlineData(SandboxPhase.Dot, "550 5.4.5 Daily sending quota exceeded", "final_dot", "quota_used_up", "01:00:00")]
    [InlineData(SandboxPhase.Rcpt, "452 4.3.1 Insufficient system storage", "rcpt_to", "insufficient_storage", "00:15:00")]
    public async Task Quota_of_the_provider_used_up_lets_it_cool_until_its_reset(SandboxPhase phase, string reply, string recorded, string category, string pause)
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var script = scenario["first"].On(phase, _ => reply);

        var outcome = await scenario.AcceptAndDispatchAsync();
        var following = await scenario.AcceptAndDispatchAsync();

        Assert.Equal(
            [$"1 first: provider_failed at {recorded}, {category}, {reply}", "1 second: sent at final_dot, no fault, 250 2.0.0 Ok: queued as 1"],
            outcome.Attempts);
        Assert.Equal(["1 second: sent at final_dot, no fault"], following.AttemptsWithoutReply);
        Assert.Equal(["a@example.com sent"], outcome.Recipients);
        Assert.Equal($"CoolsUntil for {pause}", await scenario.BreakerAsync("first"));
        Assert.Equal(category, (await scenario.SnapshotAsync("first")).LastFailure?.Category);
        Assert.Equal(1, scenario["first"].OpenedConnections);
        Assert.Equal(["merge sending", "read states", "read state", "write state", "merge sent"], outcome.Operations);

        script.Dispose();
        scenario.Time.Now += TimeSpan.Parse(pause, System.Globalization.CultureInfo.InvariantCulture);
        var afterReset = await scenario.AcceptAndDispatchAsync();

        Assert.Equal(["1 first: sent at final_dot, no fault"], afterReset.AttemptsWithoutReply);
        Assert.Equal("used", await scenario.BreakerAsync("first"));
    }

    [Fact]
    public async Task Waiting_in_vain_for_a_connection_defers_without_blame_and_without_counting_the_attempt()
    {
        // Each command is fast enough, but the whole message takes too long.
        var slow = new ScriptedProvider("slow") { Settings = new Dictionary<string, string> { ["MaxConnections"] = "1", ["CommandTimeout"] = "00:00:04" } };
        await using var scenario = await DispatchScenario.StartAsync(azurite, [slow]);
        foreach (var phase in (SandboxPhase[])[SandboxPhase.Mail, SandboxPhase.Data, SandboxPhase.Dot])
        {
            scenario["slow"].On(phase, async (_, cancellation) =>
            {
                await Task.Delay(TimeSpan.FromSeconds(2), cancellation);
                return null;
            });
        }

        var (one, other) = (await scenario.AcceptAsync(), await scenario.AcceptAsync());
        await Task.WhenAll(scenario.RunAsync(one), scenario.RunAsync(other));
        var rows = new[] { await scenario.ReadAsync(one), await scenario.ReadAsync(other) };

        var deferred = Assert.Single(rows, row => row.Status == EmailStatus.Deferred);
        Assert.Empty(deferred.Attempts);
        Assert.Equal([new SkippedProvider("slow", "busy", "had no free connection", deferred.NextAttemptAt)], deferred.Skipped);
        Assert.Single(rows, row => row.Status == EmailStatus.Sent);
        Assert.Equal((1, TimeSpan.FromSeconds(30)), (scenario.Queue[^1].Message.Attempt, scenario.Queue[^1].Delay));
        Assert.Equal("used", await scenario.BreakerAsync("slow"));
        Assert.Equal(1, scenario["slow"].OpenedConnections);
        Assert.Contains("slow: none of its connections became free", scenario.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_breakers_open_defers_until_the_first_reopens_without_counting_the_attempt()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        scenario["first"].Behaviour = scenario["second"].Behaviour = SandboxBehaviour.Closed;

        var failed = await scenario.AcceptAndDispatchAsync();
        var waiting = await scenario.AcceptAndDispatchAsync();

        Assert.Equal(["1 first: provider_failed at connect, network", "1 second: provider_failed at connect, network"], failed.AttemptsWithoutReply);
        Assert.Equal((2, TimeSpan.FromMinutes(1)), (failed.Next!.Message.Attempt, failed.Next.Delay));
        Assert.Empty(waiting.Attempts);
        Assert.Equal(["a@example.com deferred"], waiting.Recipients);
        Assert.Equal((0, scenario.Time.Now + TimeSpan.FromSeconds(15)), (waiting.Row.AttemptNumber, waiting.Row.NextAttemptAt));
        Assert.Equal((1, TimeSpan.FromSeconds(15)), (waiting.Next!.Message.Attempt, waiting.Next.Delay));
        Assert.Equal(["merge sending", "merge deferred", "put message"], waiting.Operations);

        scenario["first"].Behaviour = scenario["second"].Behaviour = SandboxBehaviour.Accept;
        var sent = await scenario.DispatchNextAsync(waiting);

        Assert.Equal(["1 first: sent at final_dot, no fault, 250 2.0.0 Ok: queued as 1"], sent.Attempts);
        Assert.Equal(1, sent.Row.AttemptNumber);
        Assert.Equal(0, scenario["second"].OpenedConnections);
        Assert.Equal("used", await scenario.BreakerAsync("first"));
        Assert.Equal("HalfOpen", (await scenario.SnapshotAsync("second")).State.ToString());
    }

    [Fact]
    public async Task All_quotas_used_up_defers_until_the_first_frees_without_counting_the_attempt()
    {
        var hourly = new Dictionary<string, string> { ["PerHour"] = "1" };
        await using var scenario = await DispatchScenario.StartAsync(azurite, [new("first") { Settings = hourly }, new("second") { Settings = hourly }]);

        var one = await scenario.AcceptAndDispatchAsync();
        var two = await scenario.AcceptAndDispatchAsync();
        var three = await scenario.AcceptAndDispatchAsync();

        Assert.Equal(["1 first: sent at final_dot, no fault"], one.AttemptsWithoutReply);
        Assert.Equal(["1 second: sent at final_dot, no fault"], two.AttemptsWithoutReply);
        Assert.Empty(three.Attempts);
        Assert.Equal((0, scenario.Time.Now + TimeSpan.FromMinutes(40)), (three.Row.AttemptNumber, three.Row.NextAttemptAt));
        Assert.Equal((1, TimeSpan.FromMinutes(40)), (three.Next!.Message.Attempt, three.Next.Delay));
        Assert.Equal((0, 0), (await LeftAsync(scenario, "first"), await LeftAsync(scenario, "second")));
        Assert.Equal("used", await scenario.BreakerAsync("first"));
        Assert.Equal(["merge sending", "read states", "read state", "write state", "merge sent"], one.Operations);
        Assert.Equal(["merge sending", "merge deferred", "put message"], three.Operations);

        var sent = await scenario.DispatchNextAsync(three);

        Assert.Equal(["1 first: sent at final_dot, no fault, 250 2.0.0 Ok: queued as 2"], sent.Attempts);
        Assert.Equal((0, 1), (await LeftAsync(scenario, "first"), await LeftAsync(scenario, "second")));
    }

    [Theory]
    [InlineData("\"bounce+daily quota, try again in 6 days\"@evil.test")]
    [InlineData("unknown+account=suspended=x@evil.test")]
    public async Task Address_of_a_stranger_pauses_no_provider(string address)
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        using var first = scenario["first"].On(SandboxPhase.Rcpt, _ => $"550 5.1.1 <{address}>: Recipient address rejected: User unknown");

        var bounced = await scenario.AcceptAndDispatchAsync([address]);

        Assert.Equal([$"{address} bounced"], bounced.Recipients);
        Assert.Equal("used", await scenario.BreakerAsync("first"));
    }

    [Fact]
    public async Task Recipient_on_the_providers_own_list_is_suppressed()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        using var first = scenario["first"].On(SandboxPhase.Rcpt, _ => "550 5.7.1 Recipient is suppressed");

        var outcome = await scenario.AcceptAndDispatchAsync();

        Assert.Equal(["a@example.com suppressed"], outcome.Recipients);
        Assert.Equal("used", await scenario.BreakerAsync("first"));
    }

    [Fact]
    public async Task Paused_provider_ends_no_email_before_its_time()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite, [new("first")], ("Dispatch:MaxAge", "00:05:00"));
        var script = scenario["first"].On(SandboxPhase.Dot, _ => "550 5.4.5 Daily sending quota exceeded");

        await scenario.AcceptAndDispatchAsync();
        var waiting = await scenario.AcceptAndDispatchAsync();
        script.Dispose();
        var last = await scenario.DispatchNextAsync(waiting);

        Assert.Empty(waiting.Attempts);
        Assert.Equal(["a@example.com deferred"], waiting.Recipients);
        Assert.Equal(TimeSpan.FromMinutes(5), waiting.Next!.Delay);
        Assert.Equal(["a@example.com failed"], last.Recipients);
    }

    [Fact]
    public async Task Paused_provider_is_tried_by_one_email_long_before_the_end_of_its_pause()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite, [new("first")]);
        var script = scenario["first"].On(SandboxPhase.Dot, _ => "550 5.4.5 Daily sending quota exceeded");

        await scenario.AcceptAndDispatchAsync();
        var waiting = await scenario.AcceptAndDispatchAsync();
        script.Dispose();
        var sent = await scenario.DispatchNextAsync(waiting);

        Assert.Equal(TimeSpan.FromMinutes(6), waiting.Next!.Delay);
        Assert.Equal(["a@example.com sent"], sent.Recipients);
        Assert.Equal("used", await scenario.BreakerAsync("first"));
    }

    [Fact]
    public async Task Provider_failure_that_persists_fails_when_the_email_is_too_old()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite, [new("first")], ("Dispatch:MaxAge", "00:10:00"));
        scenario["first"].Behaviour = SandboxBehaviour.Refuse421;

        var first = await scenario.AcceptAndDispatchAsync();
        var second = await scenario.DispatchNextAsync(first);
        var last = await scenario.DispatchNextAsync(second);

        const string Failure = "first: provider_failed at greeting, service_unavailable, 421 Service not available, try again later";
        Assert.Equal([$"1 {Failure}", $"2 {Failure}", $"3 {Failure}"], last.Attempts);
        Assert.Equal(["a@example.com failed"], last.Recipients);
        Assert.Equal("421 Service not available, try again later", last.Row.Recipients[0].Reply);
        Assert.Null(last.Next);
        Assert.Equal(3, scenario["first"].OpenedConnections);
    }

    private static async Task<int?> LeftAsync(DispatchScenario scenario, string provider) =>
        Assert.Single((await scenario.SnapshotAsync(provider)).Quotas).Left;
}
