using Azure.Storage.Queues;
using EmailDispatch.Emails;
using EmailDispatch.Intake;
using EmailDispatch.Operations;
using EmailDispatch.Status;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>Drops on the poison queue: recovered, rejected, or left there.</summary>
[Collection<ScenarioStorage>]
public sealed class PoisonedDropScenarios(Azurite azurite)
{
    private readonly QueueClient _poison = new(azurite.ConnectionString, QueueDrops.PoisonQueueName);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Drop_that_was_never_accepted_is_accepted_from_the_poison_queue()
    {
        await using var scenario = await StartAsync();
        var id = EmailId.New(scenario.Time);
        await _poison.SendMessageAsync(Json(id), Cancellation);

        await scenario.Get<PoisonedDrops>().BringBackAsync(Cancellation);
        var sent = await scenario.DispatchAsync(scenario.Queue[^1]);

        Assert.Equal((id, EmailStatus.Sent), (sent.Row.Id, sent.Row.Status));
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task Drop_that_died_between_its_row_and_its_message_is_the_same_email()
    {
        await using var scenario = await StartAsync();
        var id = EmailId.New(scenario.Time);
        await _poison.SendMessageAsync(Json(id), Cancellation);
        await scenario.Get<PoisonedDrops>().BringBackAsync(Cancellation);
        await _poison.SendMessageAsync(Json(id), Cancellation);

        await scenario.Get<PoisonedDrops>().BringBackAsync(Cancellation);
        var sent = await scenario.DispatchAsync(scenario.Queue[0]);
        await scenario.DispatchAsync(scenario.Queue[1]);

        Assert.Equal(EmailStatus.Sent, sent.Row.Status);
        Assert.Equal(1, scenario["first"].Inbox.Count);
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task Drop_that_its_instances_stop_of_ends_as_rejected_with_the_reason_and_stays()
    {
        await using var scenario = await StartAsync();
        var id = EmailId.New(scenario.Time);
        await _poison.SendMessageAsync(Json(id), Cancellation);
        await TakeInVainAsync(PoisonedDrops.MaxTakes);

        await scenario.Get<PoisonedDrops>().BringBackAsync(Cancellation);

        var row = await scenario.Get<StatusStore>().ReadAsync("default", id, Cancellation);
        Assert.Equal(EmailStatus.Rejected, row!.Status);
        Assert.Contains("the instances that took this drop stopped or failed", Assert.Single(row.Errors).Message, StringComparison.Ordinal);
        Assert.Equal("a@example.com", Assert.Single(row.Recipients).Address);
        Assert.Equal([1208], scenario.Logs.Errors);
        Assert.Empty(scenario.Queue);
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task Drop_is_hidden_for_longer_before_each_time_it_is_taken()
    {
        await using var scenario = await StartAsync();
        await _poison.SendMessageAsync(Json(EmailId.New(scenario.Time), "\"scheduled_at\":\"2026-03-12T00:00:00Z\""), Cancellation);
        await TakeInVainAsync(3);

        await scenario.Get<PoisonedDrops>().BringBackAsync(Cancellation);

        var hidden = Assert.Single(scenario.Requests, request => request.Method == "PUT" && request.Path.Contains("/email-submissions-poison/messages/", StringComparison.Ordinal));
        Assert.Contains("visibilitytimeout=3600", hidden.Query, StringComparison.Ordinal);
        Assert.Single(scenario.Queue);
    }

    [Fact]
    public async Task Drop_that_is_there_on_purpose_stays_unchanged()
    {
        await using var scenario = await StartAsync();
        var id = EmailId.New(scenario.Time);
        await _poison.SendMessageAsync(Json(id), Cancellation);
        await scenario.Get<PoisonedDrops>().BringBackAsync(Cancellation);
        await scenario.DispatchAsync(scenario.Queue[^1]);
        await _poison.SendMessageAsync("{\"from\": <not json>", Cancellation);
        await _poison.SendMessageAsync(Json(id, "\"tags\":[]"), Cancellation);

        await scenario.Get<PoisonedDrops>().BringBackAsync(Cancellation);

        Assert.Equal(2, await CountAsync());
        Assert.Single(scenario.Queue);
        Assert.Empty(scenario.Logs.Errors);
        Assert.Equal(EmailStatus.Sent, (await scenario.Get<StatusStore>().ReadAsync("default", id, Cancellation))!.Status);
    }

    [Fact]
    public async Task Drop_under_the_id_of_another_that_is_not_sent_yet_stays_and_is_not_put_anew()
    {
        await using var scenario = await StartAsync();
        var id = EmailId.New(scenario.Time);
        await _poison.SendMessageAsync(Json(id), Cancellation);
        await scenario.Get<PoisonedDrops>().BringBackAsync(Cancellation);
        await _poison.SendMessageAsync(Json(id, "\"tags\":[]"), Cancellation);

        await scenario.Get<PoisonedDrops>().BringBackAsync(Cancellation);

        Assert.Equal([1205], scenario.Logs.Errors);
        Assert.Equal(1, await CountAsync());
        Assert.DoesNotContain(scenario.Operations, operation => operation == "POST email-submissions-poison/messages");
        Assert.Single(scenario.Queue);
    }

    private async Task<DispatchScenario> StartAsync()
    {
        var scenario = await DispatchScenario.StartAsync(azurite, [new("first")]);
        await _poison.ClearMessagesAsync(Cancellation);
        return scenario;
    }

    private static string Json(EmailId id, string? more = null) =>
        $$"""{"id":"{{id}}","from":"s@example.com","to":"a@example.com","subject":"s","text":"t"{{(more is null ? "" : "," + more)}}}""";

    /// <summary>Simulates instances that receive all messages and stop.</summary>
    private async Task TakeInVainAsync(int times)
    {
        for (var n = 0; n < times; n++)
        {
            var message = (await _poison.ReceiveMessageAsync(TimeSpan.FromMinutes(1), Cancellation)).Value;
            await _poison.UpdateMessageAsync(message.MessageId, message.PopReceipt, visibilityTimeout: TimeSpan.Zero, cancellationToken: Cancellation);
        }
    }

    private async Task<int> CountAsync() => (await _poison.GetPropertiesAsync(Cancellation)).Value.ApproximateMessagesCount;
}
