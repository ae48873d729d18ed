using Azure;
using Azure.Data.Tables;

namespace EmailDispatch.EndToEnd.Packages;

/// <summary>Behaviour of Azure.Data.Tables that our code relies on and that a new version could change unnoticed.</summary>
public sealed class TablesTests(Azurite azurite) : IAsyncLifetime
{
    private readonly TableClient _table = new(azurite.ConnectionString, $"T{Guid.NewGuid():N}");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _table.CreateAsync(Cancellation);

    public async ValueTask DisposeAsync() => await _table.DeleteAsync(CancellationToken.None);

    [Fact]
    public async Task CreateIfNotExists_does_not_throw_for_a_table_that_exists()
    {
        var created = await _table.CreateIfNotExistsAsync(Cancellation);

        Assert.Equal(409, created.GetRawResponse().Status);
    }

    [Fact]
    public async Task Deleting_a_missing_row_is_a_404_and_no_exception()
    {
        var deleted = await _table.DeleteEntityAsync("p", "none", ETag.All, Cancellation);

        Assert.Equal(404, deleted.Status);
    }

    [Fact]
    public async Task Next_etag_is_in_the_answer_and_not_in_the_entity()
    {
        var added = await _table.AddEntityAsync(new TableEntity("p", "r"), Cancellation);
        var entity = new TableEntity("p", "r") { ["B"] = 2, ETag = added.Headers.ETag!.Value };

        var updated = await _table.UpdateEntityAsync(entity, entity.ETag, TableUpdateMode.Merge, Cancellation);

        Assert.Equal(added.Headers.ETag, entity.ETag);
        Assert.NotEqual(added.Headers.ETag, updated.Headers.ETag);
    }

    [Fact]
    public async Task Stale_etag_is_refused()
    {
        var added = await _table.AddEntityAsync(new TableEntity("p", "r"), Cancellation);
        await _table.UpdateEntityAsync(new TableEntity("p", "r") { ["A"] = 2 }, ETag.All, cancellationToken: Cancellation);

        var failure = await Assert.ThrowsAsync<RequestFailedException>(
            () => _table.UpdateEntityAsync(new TableEntity("p", "r"), added.Headers.ETag!.Value, cancellationToken: Cancellation));

        Assert.Equal((412, "UpdateConditionNotSatisfied"), (failure.Status, failure.ErrorCode));
    }

    [Fact]
    public async Task Refused_transaction_names_the_action_and_writes_nothing()
    {
        await _table.AddEntityAsync(new TableEntity("p", "taken"), Cancellation);
        TableTransactionAction[] actions =
        [
            new(TableTransactionActionType.Add, new TableEntity("p", "new")),
            new(TableTransactionActionType.Add, new TableEntity("p", "taken")),
        ];

        var failure = await Assert.ThrowsAsync<TableTransactionFailedException>(() => _table.SubmitTransactionAsync(actions, Cancellation));

        Assert.Equal((409, 1), (failure.Status, failure.FailedTransactionActionIndex));
        Assert.False((await _table.GetEntityIfExistsAsync<TableEntity>("p", "new", cancellationToken: Cancellation)).HasValue);
    }
}
