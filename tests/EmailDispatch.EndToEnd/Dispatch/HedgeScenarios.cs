using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using EmailDispatch.Providers;
using EmailDispatch.Sandbox;
using EmailDispatch.Smtp;
using EmailDispatch.Status;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>A provider's session is late: that of the next provider is opened beside it, and only one of them gets the email.</summary>
[Collection<ScenarioStorage>]
public sealed partial class HedgeScenarios(Azurite azurite)
{
    private const int Connections = 4;
    private static readonly int Tries = TestSize.Of("HEDGE_TRIES", 40);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("at_least_once", false)]
    [InlineData("at_most_once", false)]
    [InlineData("at_least_once", true)]
    public async Task Silent_provider_is_skipped_as_slow_and_its_breaker_opens_when_its_session_fails(string delivery, bool isWarm)
    {
        await using var scenario = await StartAsync(TimeSpan.FromSeconds(2));
        if (isWarm)
            await scenario.AcceptAndDispatchAsync();
        var mute = new TaskCompletionSource();
        scenario["first"].On(SandboxPhase.Other, (_, cancellation) => WaitAsync(mute.Task, cancellation));
        scenario["first"].Behaviour = SandboxBehaviour.Silent;
        scenario.Time.Now += TimeSpan.FromSeconds(1);
        string? offered = null;
        var message = await scenario.AcceptAsync(delivery: delivery);
        scenario["second"].On(SandboxPhase.Mail, async (_, _) =>
        {
            offered ??= (await scenario.ReadAsync(message)).Offering;
            return null;
        });

        var outcome = await scenario.DispatchAsync(message);
        var following = await scenario.AcceptAndDispatchAsync();
        var breaker = await Eventually.GetAsync(() => scenario.BreakerAsync("first"), words => words != "used", Cancellation);
        mute.SetResult();

        Assert.Equal(["1 second: sent at final_dot, no fault"], outcome.AttemptsWithoutReply);
        Assert.Equal(["first slow"], outcome.Row.Skipped.Select(s => $"{s.Provider} {s.Reason}"));
        Assert.Equal(delivery == "at_most_once" ? "second" : "", offered);
        Assert.Equal(["1 second: sent at final_dot, no fault"], following.AttemptsWithoutReply);
        Assert.Equal(["first slow"], following.Row.Skipped.Select(s => $"{s.Provider} {s.Reason}"));
        Assert.Equal("Unreachable for 00:00:15", breaker);
        Assert.Equal("used", await scenario.BreakerAsync("second"));
        Assert.Equal(2, scenario["second"].Inbox.Count);
    }

    [Fact]
    public async Task Silent_provider_that_is_the_only_one_is_waited_for()
    {
        await using var scenario = await StartAsync(TimeSpan.FromSeconds(1), secondIsEnabled: false);
        scenario["first"].Behaviour = SandboxBehaviour.Silent;

        var outcome = await scenario.AcceptAndDispatchAsync();

        Assert.Equal(["1 first: provider_failed at greeting, timeout"], outcome.AttemptsWithoutReply);
        Assert.DoesNotContain(outcome.Row.Skipped, s => s.Reason == "slow");
    }

    /// <summary>Too soon after the last email for a check of the connection: it shows at MAIL.</summary>
    [Theory]
    [InlineData("at_least_once")]
    [InlineData("at_most_once")]
    public async Task Provider_that_goes_mute_just_after_an_email_gives_the_next_one_away(string delivery)
    {
        await using var scenario = await StartAsync(TimeSpan.FromSeconds(2));
        for (var n = 0; n < 4; n++)
            await scenario.AcceptAndDispatchAsync();
        var mute = new TaskCompletionSource();
        scenario["first"].On(SandboxPhase.Mail, (_, cancellation) => WaitAsync(mute.Task, cancellation));
        scenario["first"].Behaviour = SandboxBehaviour.Silent;
        var started = Stopwatch.GetTimestamp();

        var outcome = await scenario.AcceptAndDispatchAsync(delivery: delivery);

        var elapsed = Stopwatch.GetElapsedTime(started);
        mute.SetResult();
        Assert.Equal(["1 second: sent at final_dot, no fault"], outcome.AttemptsWithoutReply);
        Assert.Equal(["first slow"], outcome.Row.Skipped.Select(s => $"{s.Provider} {s.Reason}"));
        Assert.Equal((4, 1), (DataCommands(scenario, "first"), scenario["second"].Inbox.Count));

        // Without the hedge it is the three seconds of a reply.
        Assert.True(elapsed < TimeSpan.FromSeconds(2.5), $"It took {elapsed}.");
    }

    [Fact]
    public async Task Provider_that_is_slow_once_gets_the_email_on_a_new_session_if_that_is_ready_first()
    {
        await using var scenario = await StartAsync(TimeSpan.FromSeconds(5));
        for (var n = 0; n < 4; n++)
            await scenario.AcceptAndDispatchAsync();
        var (once, second) = (0, new TaskCompletionSource());
        scenario["first"].On(SandboxPhase.Mail, async (_, cancellation) =>
        {
            if (Interlocked.Increment(ref once) == 1)
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            return null;
        });
        scenario["second"].On(SandboxPhase.Connect, (_, cancellation) => WaitAsync(second.Task, cancellation));

        var outcome = await scenario.AcceptAndDispatchAsync();

        second.SetResult();
        Assert.Equal(["1 first: sent at final_dot, no fault"], outcome.AttemptsWithoutReply);
        Assert.DoesNotContain(outcome.Row.Skipped, s => s.Provider == "first");
        Assert.Equal((5, 5, 0), (DataCommands(scenario, "first"), scenario["first"].Inbox.Count, scenario["second"].Inbox.Count));
    }

    [Fact]
    public async Task Session_that_is_ready_after_its_email_was_sent_joins_the_pool()
    {
        await using var scenario = await StartAsync(TimeSpan.FromSeconds(5));
        var late = new TaskCompletionSource();
        scenario["first"].On(SandboxPhase.Connect, (_, cancellation) => WaitAsync(late.Task, cancellation));
        var pool = scenario.Get<ConnectionPools>().For(scenario.Get<ProviderCatalogue>().All.Single(p => p.Name == "first"));

        var outcome = await scenario.AcceptAndDispatchAsync();
        late.SetResult();
        var isPooled = await Eventually.GetAsync(() => Task.FromResult(pool.HasIdle), isIdle => isIdle, Cancellation);
        var following = await scenario.AcceptAndDispatchAsync();

        Assert.True(isPooled);
        Assert.Equal(["1 second: sent at final_dot, no fault"], outcome.AttemptsWithoutReply);
        Assert.Equal(["1 first: sent at final_dot, no fault"], following.AttemptsWithoutReply);
        Assert.Equal(1, scenario["first"].OpenedConnections);
    }

    [Fact]
    public async Task Session_that_is_still_opening_when_the_host_stops_is_closed()
    {
        await using var scenario = await StartAsync(TimeSpan.FromSeconds(60));
        var late = new TaskCompletionSource();
        scenario["first"].On(SandboxPhase.Connect, (_, cancellation) => WaitAsync(late.Task, cancellation));
        await scenario.AcceptAndDispatchAsync();
        var before = scenario["first"].OpenConnections;

        await scenario.Get<ConnectionPools>().DisposeAsync();

        late.SetResult();
        await scenario["first"].WaitUntilAsync(server => server.OpenConnections == 0);
        Assert.Equal((1, 0), (before, scenario["first"].Inbox.Count));
    }

    /// <summary>Both providers are mute, slow about as long as the hedge waits, refusing or healthy, by chance; at first, one is mute.</summary>
    [Fact]
    public async Task Email_is_sent_once_and_by_the_provider_that_its_row_names_whoever_is_ready_first()
    {
        await using var scenario = await StartAsync(TimeSpan.FromMilliseconds(1_200));
        var random = new Random(7);
        string[] names = ["first", "second"];
        foreach (var name in names)
        {
            scenario[name].On(SandboxPhase.Connect, async (_, cancellation) =>
            {
                int delay;
                lock (random)
                    delay = random.Next(250, 650);
                await Task.Delay(delay, cancellation);
                return null;
            });
        }

        var rows = new List<EmailRow>();
        while (rows.Count < Tries)
        {
            foreach (var name in names)
                scenario[name].Behaviour = random.Next(6) switch { 0 => SandboxBehaviour.Silent, 1 => SandboxBehaviour.Closed, 2 => SandboxBehaviour.Refuse421, _ => SandboxBehaviour.Accept };
            if (rows.Count == 0)
                (scenario["first"].Behaviour, scenario["second"].Behaviour) = (SandboxBehaviour.Silent, SandboxBehaviour.Accept);
            var messages = new List<QueuedMessage>();
            for (var n = 0; n < Connections; n++)
                messages.Add(await scenario.AcceptAsync(delivery: n % 2 == 0 ? "at_most_once" : null));
            await Task.WhenAll(messages.Select(scenario.RunAsync));
            foreach (var message in messages)
                rows.Add(await scenario.ReadAsync(message));

            // Past the pause of any breaker.
            scenario.Time.Now += TimeSpan.FromMinutes(6);
        }

        var sent = names.SelectMany(name => scenario[name].Inbox.After().Select(email => (Provider: name, Id: MessageId().Match(Encoding.UTF8.GetString(email.Content.Span)).Groups[1].Value))).ToLookup(s => s.Id);
        foreach (var row in rows)
        {
            var copies = sent[row.Id.ToString()].Select(s => s.Provider).ToList();
            Assert.Equal(row.Status == EmailStatus.Sent ? [row.Provider!] : [], copies);
            Assert.DoesNotContain(row.Skipped, s => s.Reason == "slow" && s.Provider == row.Provider);
        }

        Assert.Equal(
            rows.Count(row => row.Status == EmailStatus.Sent),
            names.Sum(name => scenario[name].Sessions.Sum(session => session.Exchanges.Count(e => e.Command.StartsWith("MAIL ", StringComparison.Ordinal)))));
        Assert.Contains(rows, row => row.Skipped.Any(s => s.Reason == "slow"));
    }

    private static int DataCommands(DispatchScenario scenario, string provider) =>
        scenario[provider].Sessions.Sum(session => session.Exchanges.Count(e => e.Command == "DATA"));

    private Task<DispatchScenario> StartAsync(TimeSpan connectTimeout, bool secondIsEnabled = true) => DispatchScenario.StartAsync(
        azurite,
        [
            new("first") { Settings = new Dictionary<string, string> { ["ConnectTimeout"] = connectTimeout.ToString("c") } },
            new("second") { Settings = new Dictionary<string, string> { ["ConnectTimeout"] = connectTimeout.ToString("c"), ["Enabled"] = secondIsEnabled ? "true" : "false" } },
        ]);

    [GeneratedRegex("^Message-I[dD]: <([^@]+)@", RegexOptions.Multiline)]
    private static partial Regex MessageId();

    private static async ValueTask<SandboxReply?> WaitAsync(Task end, CancellationToken cancellation)
    {
        await end.WaitAsync(cancellation);
        return null;
    }
}
