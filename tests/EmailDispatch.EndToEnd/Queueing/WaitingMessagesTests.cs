using Azure.Data.Tables;
using EmailDispatch.Emails;
using EmailDispatch.Queueing;

namespace EmailDispatch.EndToEnd.Queueing;

/// <summary>The notes of messages that wait for a paused provider.</summary>
public sealed class WaitingMessagesTests : IClassFixture<Azurite>, IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TableClient _table;
    private readonly WaitingMessages _messages;

    public WaitingMessagesTests(Azurite azurite)
    {
        var client = new TableServiceClient(azurite.ConnectionString);
        (_table, _messages) = (client.GetTableClient(WaitingMessages.TableName), new WaitingMessages(client));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _table.CreateIfNotExistsAsync(Cancellation);
        await foreach (var row in _table.QueryAsync<TableEntity>(cancellationToken: Cancellation))
            await _table.DeleteEntityAsync(row, cancellationToken: Cancellation);
    }

    public ValueTask DisposeAsync() => default;

    [Fact]
    public async Task Messages_are_found_by_each_provider_that_they_wait_for()
    {
        await AddAsync("both", Now.AddMinutes(1), "a-b", "c");
        await AddAsync("one", Now.AddMinutes(2), "c");
        await AddAsync("neither", Now.AddMinutes(3), "d");

        Assert.Equal([new QueueReceipt("both", "receipt of both")], await FindAsync("a-b"));
        Assert.Equal(["both", "one"], (await FindAsync("c")).Select(receipt => receipt.MessageId));
        Assert.Equal(["both", "one", "neither"], (await FindAsync("c", "d")).Select(receipt => receipt.MessageId));
        Assert.Empty(await FindAsync("b"));
    }

    [Fact]
    public async Task Messages_that_are_visible_by_now_are_found_without_a_provider()
    {
        await AddAsync("visible", Now.AddMilliseconds(-1), "a");
        await AddAsync("hidden", Now.AddMilliseconds(1), "a");

        Assert.Equal(["visible"], (await FindAsync()).Select(receipt => receipt.MessageId));
    }

    [Fact]
    public async Task More_providers_than_a_query_may_name_are_all_asked_for()
    {
        string[] providers = [.. Enumerable.Range(0, 30).Select(n => $"provider-{n}")];
        foreach (var provider in providers)
            await AddAsync(provider, Now.AddMinutes(1), provider);

        Assert.Equal(providers.Order(), (await FindAsync(providers)).Select(receipt => receipt.MessageId).Order());
    }

    [Fact]
    public async Task Rows_are_deleted_also_if_another_run_has_deleted_some_of_them()
    {
        await AddAsync("one", Now.AddMinutes(1), "a");
        await AddAsync("two", Now.AddMinutes(2), "a");
        await AddAsync("three", Now.AddMinutes(3), "a");
        var found = await _messages.FindAsync(["a"], Now, Cancellation).ToListAsync(Cancellation);

        await _messages.DeleteAsync([found[1]], Cancellation);
        await _messages.DeleteAsync([found[0], found[1]], Cancellation);

        Assert.Equal(["three"], (await FindAsync("a")).Select(receipt => receipt.MessageId));
    }

    private Task AddAsync(string message, DateTimeOffset visibleAt, params string[] providers) =>
        _messages.AddAsync(EmailId.New(TimeProvider.System), new QueueReceipt(message, $"receipt of {message}"), visibleAt, providers, Cancellation);

    private async Task<List<QueueReceipt>> FindAsync(params string[] providers) =>
        await _messages.FindAsync(providers, Now, Cancellation).Select(message => message.Receipt).ToListAsync(Cancellation);
}
