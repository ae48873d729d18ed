using System.Globalization;
using EmailDispatch.Providers;
using EmailDispatch.Sandbox;
using EmailDispatch.Status;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>An instance that has not read the providers that were added through the API.</summary>
public sealed class UnknownProviderScenarios(Azurite azurite) : IClassFixture<Azurite>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Email_is_accepted_and_waits_until_they_are_known()
    {
        await using var added = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        await using var scenario = await DispatchScenario.StartAsync(azurite, []);
        await AddAsync(scenario, added);
        scenario.Get<ProviderCatalogue>().Await();

        var waiting = await scenario.AcceptAndDispatchAsync();
        await scenario.Get<ProviderList>().RefreshAsync(Cancellation);
        var sent = await scenario.DispatchNextAsync(waiting);

        Assert.Equal((EmailStatus.Deferred, 0, TimeSpan.FromSeconds(15)), (waiting.Row.Status, waiting.Row.AttemptNumber, waiting.Next!.Delay));
        Assert.Empty(waiting.Row.Attempts);
        Assert.Equal(["1 added: sent at final_dot, no fault"], sent.AttemptsWithoutReply);
    }

    [Fact]
    public async Task Email_is_not_given_up_however_old_it_is()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite, []);
        scenario.Get<ProviderCatalogue>().Await();
        var queued = await scenario.AcceptAsync();
        scenario.Time.Now += TimeSpan.FromDays(3);

        var outcome = await scenario.DispatchAsync(queued);

        Assert.Equal(EmailStatus.Deferred, outcome.Row.Status);
        Assert.NotNull(outcome.Next);
    }

    [Fact]
    public async Task Last_attempt_of_an_email_is_soon_after_they_are_known_and_not_by_the_schedule()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite, [new("first")], ("Dispatch:MaxAge", "00:10:00"));
        using var full = scenario["first"].On(SandboxPhase.Rcpt, _ => "452 4.2.2 Mailbox full");
        var outcomes = new List<DispatchOutcome> { await scenario.AcceptAndDispatchAsync() };
        outcomes.Add(await scenario.DispatchNextAsync(outcomes[^1]));
        scenario.Get<ProviderCatalogue>().Await();
        while (outcomes.Count < 5)
            outcomes.Add(await scenario.DispatchNextAsync(outcomes[^1]));

        Assert.Equal([60, 300, 240, 60, 60], outcomes.Select(outcome => outcome.Next!.Delay.TotalSeconds));
    }

    [Fact]
    public async Task Providers_of_the_settings_send_meanwhile()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        scenario.Get<ProviderCatalogue>().Await();

        var outcome = await scenario.AcceptAndDispatchAsync();

        Assert.Equal(["1 first: sent at final_dot, no fault"], outcome.AttemptsWithoutReply);
    }

    /// <summary>As another instance does it.</summary>
    private static Task AddAsync(DispatchScenario scenario, SandboxServer server) => scenario.Get<ProviderTable>().TryAddAsync(
        new ManagedProvider
        {
            Name = "added",
            Tenant = "",
            Settings = new Dictionary<string, string> { ["Host"] = server.Host, ["Port"] = server.Port.ToString(CultureInfo.InvariantCulture), ["Security"] = "None" },
        },
        Cancellation);
}
