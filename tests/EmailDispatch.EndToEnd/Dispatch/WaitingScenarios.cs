using Azure.Data.Tables;
using Azure.Storage.Queues;
using EmailDispatch.Operations;
using EmailDispatch.Providers.State;
using EmailDispatch.Queueing;
using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>Emails that were deferred because a provider is paused, when its pause ends.</summary>
[Collection<ScenarioStorage>]
public sealed class WaitingScenarios(Azurite azurite)
{
    private static readonly string[] Providers = ["first", "second"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("first", true)]
    [InlineData("second", true)]
    [InlineData("first", false)]
    public async Task End_of_a_pause_makes_emails_that_waited_for_the_provider_due_at_once(string resumed, bool isAttempted)
    {
        await using var scenario = await StartAsync();
        UseUpQuota(scenario, Providers);
        if (!isAttempted)
            await scenario.AcceptAndDispatchAsync();
        var deferred = await DeferAsync(scenario);

        var before = await TakeAsync(scenario);
        await scenario.Get<ProviderHealth>().ResumeAsync(resumed, isProof: true, Cancellation);
        var woken = await scenario.Get<WaitingEmails>().WakeAsync(provider: null, Cancellation);
        var after = await TakeAsync(scenario);
        var wokenAgain = await scenario.Get<WaitingEmails>().WakeAsync(provider: null, Cancellation);

        Assert.Equal(isAttempted ? 2 : 0, deferred.Row.Attempts.Count);
        Assert.Empty(before);
        Assert.Equal(1, woken);
        Assert.Equal([deferred.Next!.Text], after);
        Assert.Equal(0, wokenAgain);
        Assert.Empty(await RowsAsync(scenario));
    }

    [Fact]
    public async Task Emails_wait_while_their_provider_is_paused()
    {
        await using var scenario = await StartAsync();
        UseUpQuota(scenario, Providers);
        await DeferAsync(scenario);

        var woken = await scenario.Get<WaitingEmails>().WakeAsync(provider: null, Cancellation);

        Assert.Equal(0, woken);
        Assert.Empty(await TakeAsync(scenario));
        Assert.Single(await RowsAsync(scenario));
    }

    [Fact]
    public async Task Email_that_the_recipients_server_deferred_waits_for_its_time()
    {
        await using var scenario = await StartAsync();
        UseUpQuota(scenario, ["first"]);
        scenario["second"].On(SandboxPhase.Rcpt, _ => "451 4.7.1 Greylisted, please try again in 5 minutes");

        var deferred = await DeferAsync(scenario);

        Assert.Equal(TimeSpan.FromMinutes(5), deferred.Next!.Delay);
        Assert.Empty(await RowsAsync(scenario));
    }

    [Fact]
    public async Task Short_pause_is_waited_for_without_another_request()
    {
        await using var scenario = await StartAsync();
        scenario["first"].Behaviour = scenario["second"].Behaviour = SandboxBehaviour.Closed;
        await scenario.AcceptAndDispatchAsync();

        var deferred = await DeferAsync(scenario);

        Assert.Equal(TimeSpan.FromSeconds(15), deferred.Next!.Delay);
        Assert.Equal(["merge sending", "merge deferred", "put message"], deferred.Operations);
    }

    [Fact]
    public async Task Row_of_a_message_that_is_visible_by_now_is_deleted()
    {
        await using var scenario = await StartAsync();
        UseUpQuota(scenario, Providers);
        var deferred = await DeferAsync(scenario);
        scenario.Time.Now += deferred.Next!.Delay + TimeSpan.FromSeconds(1);

        await scenario.Get<WaitingEmails>().WakeAsync(provider: null, Cancellation);

        Assert.Empty(await RowsAsync(scenario));
    }

    private async Task<DispatchScenario> StartAsync()
    {
        var scenario = await DispatchScenario.StartAsync(azurite);
        foreach (var row in await RowsAsync(scenario))
            await TableOf(scenario).DeleteEntityAsync(row, cancellationToken: Cancellation);
        return scenario;
    }

    private static void UseUpQuota(DispatchScenario scenario, string[] providers)
    {
        foreach (var provider in providers)
            scenario[provider].On(SandboxPhase.Mail, _ => "452 4.3.1 Daily quota exceeded");
    }

    // The queue has only the message of the next attempt afterwards.
    private static async Task<DispatchOutcome> DeferAsync(DispatchScenario scenario)
    {
        var queued = await scenario.AcceptAsync();
        await QueueOf(scenario).ClearMessagesAsync(Cancellation);
        return await scenario.DispatchAsync(queued);
    }

    private static async Task<IReadOnlyList<string>> TakeAsync(DispatchScenario scenario) =>
        [.. (await QueueOf(scenario).ReceiveMessagesAsync(maxMessages: 32, cancellationToken: Cancellation)).Value.Select(m => m.MessageText)];

    private static async Task<List<TableEntity>> RowsAsync(DispatchScenario scenario) =>
        await TableOf(scenario).QueryAsync<TableEntity>(cancellationToken: Cancellation).ToListAsync(Cancellation);

    private static QueueClient QueueOf(DispatchScenario scenario) => scenario.Get<QueueServiceClient>().GetQueueClient(DispatchQueue.QueueName);

    private static TableClient TableOf(DispatchScenario scenario) => scenario.Get<TableServiceClient>().GetTableClient(WaitingMessages.TableName);
}
