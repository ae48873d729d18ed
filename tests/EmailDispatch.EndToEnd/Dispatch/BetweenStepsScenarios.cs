using Azure;
using Azure.Data.Tables;
using EmailDispatch.Dispatch;
using EmailDispatch.Queueing;
using EmailDispatch.Sandbox;
using EmailDispatch.Status;
using EmailDispatch.Suppressions;
using Microsoft.Extensions.DependencyInjection;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>Storage fails, or another instance is faster, between two steps of an attempt.</summary>
[Collection<ScenarioStorage>]
public sealed class BetweenStepsScenarios(Azurite azurite)
{
    private readonly BeforeRequest _before = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Email_whose_offer_cannot_be_announced_is_not_offered_and_comes_back_soon()
    {
        await using var scenario = await StartAsync();
        var message = await scenario.AcceptAsync(delivery: "at_most_once");
        _before.Fail((_, _, body) => body.Contains("\"Offering\":\"first\"", StringComparison.Ordinal));

        var outcome = await scenario.DispatchAsync(message);

        Assert.Equal((EmailStatus.Deferred, 0), (outcome.Row.Status, outcome.Row.AttemptNumber));
        Assert.Equal((1, TimeSpan.FromSeconds(30)), (outcome.Next!.Message.Attempt, outcome.Next.Delay));
        Assert.Contains(scenario.Logs.Lines, line => line.StartsWith("Warning 2008", StringComparison.Ordinal));
        Assert.Empty(scenario["first"].Inbox.After());
        _before.Fail((_, _, _) => false);
        Assert.Equal(["a@example.com sent"], (await scenario.DispatchNextAsync(outcome)).Recipients);
        Assert.Equal(1, scenario["first"].OpenedConnections);
    }

    [Fact]
    public async Task Email_that_another_instance_took_over_is_not_offered()
    {
        await using var scenario = await StartAsync();
        var message = await scenario.AcceptAsync(delivery: "at_most_once");
        _before.Act = async (_, _, body) =>
        {
            if (!body.Contains("\"Offering\":\"first\"", StringComparison.Ordinal))
                return;
            _before.Fail((_, _, _) => false);
            await ChangeAsync(await scenario.ReadAsync(message), ("LeaseId", "another"), ("Offering", "another"));
        };

        await scenario.RunAsync(message);

        Assert.Equal((EmailStatus.Sending, "another"), ((await scenario.ReadAsync(message)).Status, (await scenario.ReadAsync(message)).Offering));
        Assert.Empty(scenario["first"].Inbox.After());
        Assert.Empty(scenario["second"].Inbox.After());
    }

    [Fact]
    public async Task Missing_content_ends_no_email_that_changed_meanwhile()
    {
        await using var scenario = await StartAsync();
        var row = await scenario.StoreAsync(EmailStatus.Deferred, row => row, TimeSpan.FromDays(2));
        _before.Act = async (method, _, _) =>
        {
            if (method == "GET")
                return;
            _before.Fail((_, _, _) => false);
            await ChangeAsync(row, ("Attempt", 2));
        };

        Assert.False(await scenario.Get<MissingPayloads>().TrySettleAsync(DispatchMessage.For(row), Cancellation));
        Assert.Equal(EmailStatus.Deferred, (await scenario.ReadAsync(row)).Status);
    }

    [Fact]
    public async Task Claim_that_another_change_overtakes_is_tried_again()
    {
        await using var scenario = await StartAsync();
        var row = await scenario.StoreAsync(EmailStatus.Deferred, row => row);
        _before.Act = async (_, _, body) =>
        {
            if (!body.Contains("\"sending\"", StringComparison.Ordinal))
                return;
            _before.Fail((_, _, _) => false);
            await ChangeAsync(row, ("TriedSince", scenario.Time.Now));
        };
        var email = (await scenario.AcceptAsync()).Message.Payload!;

        var claimed = await scenario.Get<Claims>().TryClaimAsync(DispatchMessage.For(row) with { Blob = null, Payload = email }, email, Cancellation);

        Assert.Equal((2, scenario.Time.Now), (claimed!.AttemptNumber, claimed.TriedSince));
        Assert.Equal(claimed.ETag, (await scenario.ReadAsync(row)).ETag);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Email_whose_recipients_cannot_be_looked_up_any_more_is_released(bool isStopping)
    {
        await using var scenario = await StartAsync();
        using var stopping = new CancellationTokenSource();
        var message = await scenario.AcceptAsync();
        await scenario.Suppressions.AddAsync(new Suppression("default", "a@example.com", SuppressionReason.Manual, scenario.Time.Now), Cancellation);
        _before.Act = (method, path, _) =>
        {
            if (method != "GET" || !path.Contains("Suppressions", StringComparison.Ordinal) || !path.Contains("RowKey", StringComparison.Ordinal))
                return Task.CompletedTask;
            if (isStopping)
                stopping.Cancel();
            return Task.FromException(isStopping ? new OperationCanceledException(stopping.Token) : new RequestFailedException("Connection refused"));
        };

        await scenario.Get<Dispatcher>().DispatchAsync(message.Message, stopping.Token);

        var released = await scenario.ReadAsync(message);
        Assert.Equal((EmailStatus.Deferred, 0), (released.Status, released.AttemptNumber));
        Assert.Equal((1, TimeSpan.FromSeconds(isStopping ? 0 : 30)), (scenario.Queue[^1].Message.Attempt, scenario.Queue[^1].Delay));
        Assert.Empty(scenario["first"].Inbox.After());
    }

    [Fact]
    public async Task Bounce_is_recorded_although_the_do_not_send_list_cannot_be_written()
    {
        await using var scenario = await StartAsync();
        scenario["first"].On(SandboxPhase.Rcpt, _ => "550 5.1.1 no such user");
        _before.Fail((method, path, _) => method != "GET" && path.Contains("Suppressions", StringComparison.Ordinal));

        var outcome = await scenario.AcceptAndDispatchAsync();

        Assert.Equal(["a@example.com bounced"], outcome.Recipients);
        Assert.Contains(2503, scenario.Logs.Errors);
    }

    private Task<DispatchScenario> StartAsync() =>
        DispatchScenario.StartAsync(azurite, [new("first"), new("second")], services => services.AddSingleton(_before.TablesOf(azurite)));

    /// <summary>What another instance writes.</summary>
    private Task ChangeAsync(EmailRow row, params (string Name, object Value)[] cells)
    {
        var (partition, key) = RowKeys.Of(row.Tenant, row.Id);
        var entity = new TableEntity(partition, key);
        foreach (var (name, value) in cells)
            entity[name] = value;
        return new TableClient(azurite.ConnectionString, StatusStore.TableName).UpdateEntityAsync(entity, ETag.All, TableUpdateMode.Merge, Cancellation);
    }
}
