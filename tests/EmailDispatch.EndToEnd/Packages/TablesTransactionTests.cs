using System.Globalization;
using Azure;
using Azure.Data.Tables;

namespace EmailDispatch.EndToEnd.Packages;

public sealed class TablesTransactionTests(Azurite azurite) : TableTest(azurite)
{
    [Fact]
    public async Task Transaction_of_every_kind_of_action_does_them_all()
    {
        foreach (var row in (string[])["merge", "replace", "delete", "upsert-merge"])
            await Table.AddEntityAsync(new TableEntity("it's", row) { ["A"] = 1 }, Cancellation);

        var response = await Table.SubmitTransactionAsync(
            [
                new(TableTransactionActionType.Add, Row("add 日本")),
                new(TableTransactionActionType.UpdateMerge, Row("merge"), ETag.All),
                new(TableTransactionActionType.UpdateReplace, Row("replace"), ETag.All),
                new(TableTransactionActionType.Delete, Row("delete")),
                new(TableTransactionActionType.UpsertMerge, Row("upsert-merge")),
                new(TableTransactionActionType.UpsertReplace, Row("upsert-replace")),
            ],
            Cancellation);

        var rows = await Table.QueryAsync<TableEntity>(cancellationToken: Cancellation).ToDictionaryAsync(e => e.RowKey, cancellationToken: Cancellation);
        Assert.Equal(202, response.GetRawResponse().Status);
        Assert.All(response.Value, r => Assert.Equal(204, r.Status));
        Assert.Equal(["add 日本", "merge", "replace", "upsert-merge", "upsert-replace"], rows.Keys.Order(StringComparer.Ordinal));
        Assert.All(rows.Values, r => Assert.Equal("text \r\n--x 日本", r.GetString("Text")));
        Assert.Equal((1, null, 1), (rows["merge"].GetInt32("A"), rows["replace"].GetInt32("A"), rows["upsert-merge"].GetInt32("A")));
    }

    [Fact]
    public async Task Transaction_answers_the_etag_of_each_row_in_order()
    {
        var response = await Table.SubmitTransactionAsync(
            Enumerable.Range(0, 100).Select(n => new TableTransactionAction(TableTransactionActionType.Add, Row($"{n:D3}"))),
            Cancellation);

        var rows = await Table.QueryAsync<TableEntity>(cancellationToken: Cancellation).ToListAsync(Cancellation);
        Assert.Equal(100, response.Value.Count);
        Assert.Equal(rows.Select(r => r.ETag), response.Value.Select(r => r.Headers.ETag!.Value));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(11)]
    public async Task Refused_action_is_named_by_its_index_and_nothing_is_done(int failing)
    {
        await Table.AddEntityAsync(Row(Key(failing)), Cancellation);

        var failure = await Assert.ThrowsAsync<TableTransactionFailedException>(() => Table.SubmitTransactionAsync(
            Enumerable.Range(0, 12).Select(n => new TableTransactionAction(TableTransactionActionType.Add, Row(Key(n)))),
            Cancellation));

        var rows = await Table.QueryAsync<TableEntity>(cancellationToken: Cancellation).Select(e => e.RowKey).ToListAsync(Cancellation);
        Assert.Equal(failing, failure.FailedTransactionActionIndex);
        Assert.Equal((409, "EntityAlreadyExists"), (failure.Status, failure.ErrorCode));
        Assert.Equal([Key(failing)], rows);
    }

    [Fact]
    public async Task Stale_etag_in_a_transaction_is_412_with_its_index()
    {
        var added = await Table.AddEntityAsync(Row("r"), Cancellation);
        await Table.UpdateEntityAsync(Row("r"), ETag.All, cancellationToken: Cancellation);

        var failure = await Assert.ThrowsAsync<TableTransactionFailedException>(() => Table.SubmitTransactionAsync(
            [
                new(TableTransactionActionType.UpsertMerge, Row("other")),
                new(TableTransactionActionType.UpdateMerge, Row("r"), added.Headers.ETag!.Value),
            ],
            Cancellation));

        Assert.Equal(1, failure.FailedTransactionActionIndex);
        Assert.Equal((412, "UpdateConditionNotSatisfied"), (failure.Status, failure.ErrorCode));
    }

    [Fact]
    public async Task Current_etag_in_a_transaction_is_accepted()
    {
        var added = await Table.AddEntityAsync(Row("r"), Cancellation);

        var response = await Table.SubmitTransactionAsync(
            [new(TableTransactionActionType.UpdateReplace, Row("r"), added.Headers.ETag!.Value)],
            Cancellation);

        Assert.NotEqual(added.Headers.ETag, response.Value[0].Headers.ETag);
    }

    [Fact]
    public async Task Deleting_a_missing_row_fails_a_transaction()
    {
        var failure = await Assert.ThrowsAsync<TableTransactionFailedException>(() => Table.SubmitTransactionAsync(
            [new(TableTransactionActionType.Add, Row("a")), new(TableTransactionActionType.Delete, Row("none"))],
            Cancellation));

        Assert.Equal((404, 1), (failure.Status, failure.FailedTransactionActionIndex));
    }

    [Fact]
    public async Task Empty_transaction_throws_InvalidOperationException()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Table.SubmitTransactionAsync([], Cancellation));
    }

    [Fact]
    public async Task More_than_100_actions_are_refused_and_nothing_is_done()
    {
        // Azurite's answer is not well-formed, so its status cannot be told; TablesAnswerTests has the service's own.
        await Assert.ThrowsAnyAsync<Exception>(() => Table.SubmitTransactionAsync(
            Enumerable.Range(0, 101).Select(n => new TableTransactionAction(TableTransactionActionType.Add, Row(Key(n)))),
            Cancellation));

        Assert.Empty(await Table.QueryAsync<TableEntity>(cancellationToken: Cancellation).ToListAsync(Cancellation));
    }

    [Fact]
    public void Failure_made_by_hand_carries_what_it_is_given()
    {
        var inner = new RequestFailedException(409, "refused", "EntityAlreadyExists", null);

        var failure = new TableTransactionFailedException(inner);

        Assert.Equal((409, "EntityAlreadyExists", null), (failure.Status, failure.ErrorCode, failure.FailedTransactionActionIndex));
    }

    private static string Key(int number) => number.ToString("D3", CultureInfo.InvariantCulture);

    private static TableEntity Row(string key) => new("it's", key) { ["Text"] = "text \r\n--x 日本" };
}
