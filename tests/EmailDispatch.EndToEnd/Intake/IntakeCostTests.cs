using EmailDispatch.EndToEnd.Dispatch;
using EmailDispatch.EndToEnd.Hosting;

namespace EmailDispatch.EndToEnd.Intake;

/// <summary>The number of storage requests per submission.</summary>
public sealed class IntakeCostTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, "POST $batch")]
    [InlineData("key", "POST Idempotency, POST $batch, PUT Idempotency")]
    public async Task Batch_of_a_hundred_is_one_transaction_and_a_message_for_each(string? key, string others)
    {
        await using var proxy = await StorageProxy.StartAsync(azurite, step: null);
        await using var instance = await IntakeInstance.StartAsync(proxy.ConnectionString, TimeProvider.System);
        await instance.Emails.SubmitAsync(IntakeInstance.Submitter, Json.Bytes(Json.Email("first of the hour")), null, Cancellation);
        var before = proxy.Requests.Count;

        await instance.Batches.SubmitAsync(IntakeInstance.Submitter, Json.Bytes(Json.Batch("cost", 100)), default, key, Cancellation);

        var operations = proxy.Requests.Skip(before).Select(Describe).ToList();
        Assert.Equal(100, operations.Count(operation => operation == "put message"));
        Assert.Equal(others, string.Join(", ", operations.Where(operation => operation != "put message")));
    }

    [Theory]
    [InlineData(null, "insert row, put message")]
    [InlineData("key of one", "POST Idempotency, insert row, put message, PUT Idempotency")]
    public async Task Email_is_a_row_and_a_message(string? key, string expected)
    {
        await using var proxy = await StorageProxy.StartAsync(azurite, step: null);
        await using var instance = await IntakeInstance.StartAsync(proxy.ConnectionString, TimeProvider.System);
        await instance.Emails.SubmitAsync(IntakeInstance.Submitter, Json.Bytes(Json.Email("first of the hour")), null, Cancellation);
        var before = proxy.Requests.Count;

        await instance.Emails.SubmitAsync(IntakeInstance.Submitter, Json.Bytes(Json.Email("cost")), key, Cancellation);

        Assert.Equal(expected, string.Join(", ", proxy.Requests.Skip(before).Select(Describe)));
    }

    private static string Describe(StorageRequest request)
    {
        var words = StorageOperations.Describe(request);
        return words.Contains('(', StringComparison.Ordinal) ? words[..words.IndexOf('(', StringComparison.Ordinal)] : words;
    }
}
