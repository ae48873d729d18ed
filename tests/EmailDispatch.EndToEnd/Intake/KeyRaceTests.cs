using Azure.Storage.Queues;
using EmailDispatch.Queueing;

namespace EmailDispatch.EndToEnd.Intake;

/// <summary>Two instances get requests with the same idempotency key at the same time, repeatedly, over real storage.</summary>
public sealed class KeyRaceTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const int Callers = 6;

    private static readonly int Rounds = TestSize.Of("KEY_RACES", 200);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_that_race_are_one_email_with_one_answer()
    {
        await using var one = await IntakeInstance.StartAsync(azurite.ConnectionString, TimeProvider.System);
        await using var two = await IntakeInstance.StartAsync(azurite.ConnectionString, TimeProvider.System);
        IntakeInstance[] instances = [one, two];
        var body = Json.Bytes(Json.Email("race"));
        var before = await CountAsync();

        for (var round = 0; round < Rounds; round++)
        {
            var results = await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(
                () => instances[caller % 2].Emails.SubmitAsync(IntakeInstance.Submitter, body, $"round {round}", Cancellation))));

            Assert.NotNull(Assert.Single(results.Select(result => result.Id).Distinct()));
            Assert.Single(results, result => !result.IsReplayed);
        }

        Assert.Equal(before + Rounds, await CountAsync());
    }

    [Fact]
    public async Task Batches_that_race_are_one_batch()
    {
        var rounds = TestSize.Of("BATCH_RACES", 20);
        await using var one = await IntakeInstance.StartAsync(azurite.ConnectionString, TimeProvider.System);
        await using var two = await IntakeInstance.StartAsync(azurite.ConnectionString, TimeProvider.System);
        IntakeInstance[] instances = [one, two];
        var body = Json.Bytes(Json.Batch("race", 3));
        var before = await CountAsync();

        for (var round = 0; round < rounds; round++)
        {
            var results = await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(
                () => instances[caller % 2].Batches.SubmitAsync(IntakeInstance.Submitter, body, default, $"batch {round}", Cancellation))));

            Assert.All(results, result => Assert.Equal(results[0].Ids, result.Ids));
            Assert.Single(results, result => !result.IsReplayed);
        }

        Assert.Equal(before + (3 * rounds), await CountAsync());
    }

    private async Task<int> CountAsync() =>
        (await new QueueClient(azurite.ConnectionString, DispatchQueue.QueueName).GetPropertiesAsync(Cancellation)).Value.ApproximateMessagesCount;
}
