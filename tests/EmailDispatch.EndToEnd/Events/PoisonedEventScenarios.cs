using Azure.Storage.Queues;
using EmailDispatch.EndToEnd.Dispatch;
using EmailDispatch.Events;
using EmailDispatch.Events.Dialects;
using EmailDispatch.Operations;
using EmailDispatch.Status;

namespace EmailDispatch.EndToEnd.Events;

/// <summary>Provider events on the poison queue: put back, or left there.</summary>
[Collection<ScenarioStorage>]
public sealed class PoisonedEventScenarios(Azurite azurite)
{
    private readonly QueueClient _poison = new(azurite.ConnectionString, EventQueue.PoisonQueueName);
    private readonly QueueClient _queue = new(azurite.ConnectionString, EventQueue.QueueName);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, 54, 66)]
    [InlineData(2, 810, 990)]
    [InlineData(6, 25_920, 31_680)]
    public async Task Events_are_put_back_for_longer_each_time(int returns, int shortest, int longest)
    {
        await using var scenario = await StartAsync();
        await _poison.SendMessageAsync(Message(returns).Serialize(), Cancellation);

        await scenario.Get<PoisonedEvents>().BringBackAsync(Cancellation);

        var put = Assert.Single(scenario.Requests, request => request.Method == "POST" && request.Path.EndsWith($"/{EventQueue.QueueName}/messages", StringComparison.Ordinal));
        Assert.InRange(int.Parse(put.Query.Split("visibilitytimeout=")[1].Split('&')[0], System.Globalization.CultureInfo.InvariantCulture), shortest, longest);
        Assert.Equal((0, 1), (await CountAsync(_poison), await CountAsync(_queue)));
    }

    [Fact]
    public async Task Events_that_were_put_back_often_or_cannot_be_read_stay_unchanged_and_visible()
    {
        await using var scenario = await StartAsync();
        string[] texts = [Message(PoisonedEvents.MaxReturns).Serialize(), "{"];
        foreach (var text in texts)
            await _poison.SendMessageAsync(text, Cancellation);

        await scenario.Get<PoisonedEvents>().BringBackAsync(Cancellation);

        var left = (await _poison.PeekMessagesAsync(32, Cancellation)).Value.Select(message => message.Body.ToString());
        Assert.Equal(texts.Order(StringComparer.Ordinal), left.Order(StringComparer.Ordinal));
        Assert.Equal(0, await CountAsync(_queue));
        Assert.Empty(scenario.Logs.Errors);
    }

    private static EventMessage Message(int returns) =>
        new("first", DateTimeOffset.UnixEpoch, [new DeliveryEvent(ReportKind.Delivered, DateTimeOffset.UnixEpoch) { Recipient = "a@example.com" }]) { Returns = returns };

    private async Task<DispatchScenario> StartAsync()
    {
        var scenario = await DispatchScenario.StartAsync(azurite, [new("first")]);
        await _poison.ClearMessagesAsync(Cancellation);
        await _queue.ClearMessagesAsync(Cancellation);
        return scenario;
    }

    private static async Task<int> CountAsync(QueueClient queue) => (await queue.GetPropertiesAsync(Cancellation)).Value.ApproximateMessagesCount;
}
