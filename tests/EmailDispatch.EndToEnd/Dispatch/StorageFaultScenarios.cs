using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using EmailDispatch.Dispatch;
using EmailDispatch.Queueing;
using EmailDispatch.Sandbox;
using EmailDispatch.Status;
using Microsoft.Extensions.DependencyInjection;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>Tables or blobs are temporarily unreachable, or the host stops during a write.</summary>
[Collection<ScenarioStorage>]
public sealed class StorageFaultScenarios(Azurite azurite)
{
    private readonly WriteFault _fault = new(StatusStore.TableName);
    private readonly WriteFault _payloadFault = new(PayloadStore.ContainerName);

    [Fact]
    public async Task Unreachable_table_before_the_claim_puts_the_message_back()
    {
        await using var scenario = await StartAsync();
        var message = await scenario.AcceptAsync();
        _fault.On = request => request.Method == RequestMethod.Patch || request.Method == RequestMethod.Post;

        await scenario.RunAsync(message);

        Assert.Equal((1, TimeSpan.FromSeconds(30)), (scenario.Queue[^1].Message.Attempt, scenario.Queue[^1].Delay));
        Assert.Equal([2002], scenario.Logs.Errors);
        Assert.Empty(scenario["first"].Inbox.After());
    }

    [Fact]
    public async Task Outcome_that_storage_does_not_take_at_once_is_recorded_as_soon_as_it_does()
    {
        await using var scenario = await StartAsync();
        var message = await scenario.AcceptAsync();
        var refused = 0;
        scenario["first"].On(SandboxPhase.Dot, _ =>
        {
            // More often than the SDK retries by itself.
            _fault.On = _ => refused++ < 5;
            return null;
        });

        var outcome = await scenario.DispatchAsync(message);

        Assert.Equal(["a@example.com sent"], outcome.Recipients);
        Assert.Null(outcome.Next);
        Assert.True(refused > 5);
        Assert.Single(scenario["first"].Inbox.After());
    }

    [Fact]
    public async Task Record_that_storage_refuses_for_its_own_sake_is_made_shorter_and_nothing_is_sent_again()
    {
        await using var scenario = await StartAsync();
        var message = await scenario.AcceptAsync(["a@example.com", "b@example.com"]);
        var refused = 0;
        scenario["first"].On(SandboxPhase.Rcpt, c => c.Recipient == "b@example.com" ? "550 5.1.1 No such user" : null);
        scenario["first"].On(SandboxPhase.Dot, _ =>
        {
            _fault.With = new RequestFailedException(400, "The property value is larger than allowed.");
            _fault.On = _ => refused++ == 0;
            return null;
        });

        var outcome = await scenario.DispatchAsync(message);

        Assert.Equal(["a@example.com sent", "b@example.com bounced"], outcome.Recipients);
        Assert.Equal(["1 first: partial at final_dot, recipient_unknown"], outcome.AttemptsWithoutReply);
        Assert.Equal([2106], scenario.Logs.Errors);
        Assert.Single(scenario["first"].Inbox.After());
    }

    [Fact]
    public async Task Email_that_failed_is_recorded_also_where_it_cannot_be_kept_yet()
    {
        await using var scenario = await StartAsync();
        var message = await scenario.AcceptAsync();
        scenario["first"].On(SandboxPhase.Dot, _ => "554 5.7.1 Message rejected as spam");
        _payloadFault.On = _ => true;

        await Assert.ThrowsAnyAsync<Exception>(() => scenario.RunAsync(message));
        _payloadFault.On = _ => false;
        var again = await scenario.DispatchAsync(message);

        Assert.Equal(["a@example.com failed"], again.Recipients);
        Assert.Single(again.Attempts);
        Assert.True(await scenario.HasPayloadAsync(message));
    }

    [Theory]
    [InlineData("at_least_once")]
    [InlineData("at_most_once")]
    public async Task Host_that_stops_during_the_claim_hands_the_email_back(string delivery)
    {
        using var stopping = new CancellationTokenSource();
        await using var scenario = await StartAsync();
        var message = await scenario.AcceptAsync(delivery: delivery);
        _fault.On = _ =>
        {
            stopping.Cancel();
            return false;
        };

        await scenario.Get<Dispatcher>().DispatchAsync(message.Message, stopping.Token);

        Assert.Equal(0, (await scenario.ReadAsync(message)).AttemptNumber);
        Assert.Equal((1, TimeSpan.Zero), (scenario.Queue[^1].Message.Attempt, scenario.Queue[^1].Delay));
        var sent = await scenario.DispatchAsync(scenario.Queue[^1]);
        Assert.Equal(["a@example.com sent"], sent.Recipients);
        Assert.Single(scenario["first"].Inbox.After());
    }

    [Fact]
    public async Task Email_called_back_is_canceled_also_where_its_payload_cannot_be_reached()
    {
        await using var scenario = await StartAsync();
        var message = await scenario.AcceptAsync(scheduledAt: scenario.Time.Now + TimeSpan.FromDays(1));
        _payloadFault.On = _ => true;

        var result = await scenario.CancelAsync(message);

        Assert.True(result.Changed);
        Assert.Equal(EmailStatus.Canceled, (await scenario.ReadAsync(message)).Status);
    }

    private Task<DispatchScenario> StartAsync() => DispatchScenario.StartAsync(azurite, [new("first"), new("second")], services =>
    {
        services.AddSingleton(new TableServiceClient(azurite.ConnectionString, Failing(new TableClientOptions(), _fault)));
        services.AddSingleton(new BlobServiceClient(azurite.ConnectionString, Failing(new BlobClientOptions(), _payloadFault)));
    });

    private static T Failing<T>(T options, WriteFault fault)
        where T : ClientOptions
    {
        (options.Retry.Delay, options.Retry.MaxDelay, options.Retry.MaxRetries) = (TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1), 1);
        options.AddPolicy(fault, HttpPipelinePosition.PerRetry);
        return options;
    }

    /// <summary>Lets writes to a table or container fail as if nothing listened.</summary>
    private sealed class WriteFault(string place) : HttpPipelinePolicy
    {
        public Func<Request, bool> On { get; set; } = _ => false;

        public RequestFailedException With { get; set; } = new("Connection refused");

        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            var isWrite = message.Request.Method != RequestMethod.Get && message.Request.Uri.Path.Contains(place, StringComparison.Ordinal);
            if (isWrite && On(message.Request))
                throw With;
            await ProcessNextAsync(message, pipeline);
        }

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => ProcessNext(message, pipeline);
    }
}
