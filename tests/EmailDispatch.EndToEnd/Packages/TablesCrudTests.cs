using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace EmailDispatch.EndToEnd.Packages;

public sealed class TablesCrudTests(Azurite azurite) : TableTest(azurite)
{
    [Fact]
    public async Task Add_answers_204_with_the_etag_and_leaves_the_entity_alone()
    {
        var entity = new Letter { PartitionKey = "p", RowKey = "r", Text = "a" };

        var response = await Table.AddEntityAsync(entity, Cancellation);

        Assert.Equal(204, response.Status);
        Assert.StartsWith("W/\"datetime'", response.Headers.ETag.ToString(), StringComparison.Ordinal);
        Assert.Equal(default, entity.ETag);
        Assert.Null(entity.Timestamp);
    }

    [Fact]
    public async Task Add_of_a_row_that_exists_is_EntityAlreadyExists()
    {
        await Table.AddEntityAsync(new TableEntity("p", "r"), Cancellation);

        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => Table.AddEntityAsync(new TableEntity("p", "r"), Cancellation));

        Assert.Equal(409, failure.Status);
        Assert.Equal("EntityAlreadyExists", failure.ErrorCode);
        Assert.True(failure.ErrorCode == TableErrorCode.EntityAlreadyExists);
        Assert.Contains("Status: 409", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_returns_the_entity_with_the_etag_of_the_write_and_a_timestamp()
    {
        var added = await Table.AddEntityAsync(new Letter { PartitionKey = "p", RowKey = "r", Text = "a" }, Cancellation);

        var response = await Table.GetEntityAsync<Letter>("p", "r", cancellationToken: Cancellation);

        Assert.Equal("a", response.Value.Text);
        Assert.Equal(("p", "r"), (response.Value.PartitionKey, response.Value.RowKey));
        Assert.Equal(added.Headers.ETag, response.Value.ETag);
        Assert.NotNull(response.Value.Timestamp);
        Assert.Equal(200, response.GetRawResponse().Status);
    }

    [Fact]
    public async Task Get_of_a_missing_row_is_ResourceNotFound()
    {
        var failure = await Assert.ThrowsAsync<RequestFailedException>(
            () => Table.GetEntityAsync<TableEntity>("p", "none", cancellationToken: Cancellation));

        Assert.Equal(404, failure.Status);
        Assert.Equal("ResourceNotFound", failure.ErrorCode);
    }

    [Fact]
    public async Task GetIfExists_of_a_missing_row_has_no_value()
    {
        var response = await Table.GetEntityIfExistsAsync<TableEntity>("p", "none", cancellationToken: Cancellation);

        Assert.False(response.HasValue);
        Assert.Equal(404, response.GetRawResponse().Status);
        Assert.Throws<InvalidOperationException>(() => response.Value);
    }

    [Fact]
    public async Task GetIfExists_of_a_row_has_it()
    {
        await Table.AddEntityAsync(new TableEntity("p", "r") { ["Text"] = "a" }, Cancellation);

        var response = await Table.GetEntityIfExistsAsync<TableEntity>("p", "r", cancellationToken: Cancellation);

        Assert.True(response.HasValue);
        Assert.Equal("a", response.Value!.GetString("Text"));
    }

    [Fact]
    public async Task Get_with_select_brings_only_those_properties()
    {
        await Table.AddEntityAsync(new TableEntity("p", "r") { ["A"] = 1, ["B"] = 2 }, Cancellation);

        var row = await Table.GetEntityAsync<TableEntity>("p", "r", ["B", "RowKey"], Cancellation);

        Assert.Equal(2, row.Value.GetInt32("B"));
        Assert.Equal("r", row.Value.RowKey);
        Assert.False(row.Value.ContainsKey("A"));
    }

    [Fact]
    public async Task Upsert_merge_keeps_what_it_does_not_name()
    {
        await Table.UpsertEntityAsync(new TableEntity("p", "r") { ["A"] = 1, ["B"] = 1 }, cancellationToken: Cancellation);

        var response = await Table.UpsertEntityAsync(new TableEntity("p", "r") { ["B"] = 2 }, TableUpdateMode.Merge, Cancellation);

        var row = await Table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancellation);
        Assert.Equal((1, 2), (row.Value.GetInt32("A"), row.Value.GetInt32("B")));
        Assert.Equal(row.Value.ETag, response.Headers.ETag);
    }

    [Fact]
    public async Task Upsert_replace_drops_what_it_does_not_name()
    {
        await Table.UpsertEntityAsync(new TableEntity("p", "r") { ["A"] = 1, ["B"] = 1 }, TableUpdateMode.Replace, Cancellation);

        await Table.UpsertEntityAsync(new TableEntity("p", "r") { ["B"] = 2 }, TableUpdateMode.Replace, Cancellation);

        var row = await Table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancellation);
        Assert.Null(row.Value.GetInt32("A"));
        Assert.Equal(2, row.Value.GetInt32("B"));
    }

    [Theory]
    [InlineData(TableUpdateMode.Merge, 1)]
    [InlineData(TableUpdateMode.Replace, null)]
    public async Task Update_with_the_current_etag_succeeds_and_gives_the_next(TableUpdateMode mode, int? kept)
    {
        var added = await Table.AddEntityAsync(new TableEntity("p", "r") { ["A"] = 1 }, Cancellation);
        var entity = new TableEntity("p", "r") { ["B"] = 2, ETag = added.Headers.ETag!.Value };

        var updated = await Table.UpdateEntityAsync(entity, entity.ETag, mode, Cancellation);

        var row = await Table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancellation);
        Assert.Equal(204, updated.Status);
        Assert.NotEqual(added.Headers.ETag, updated.Headers.ETag);
        Assert.Equal(updated.Headers.ETag, row.Value.ETag);
        Assert.Equal(added.Headers.ETag, entity.ETag);
        Assert.Equal((kept, 2), (row.Value.GetInt32("A"), row.Value.GetInt32("B")));
    }

    [Theory]
    [InlineData(TableUpdateMode.Merge)]
    [InlineData(TableUpdateMode.Replace)]
    public async Task Update_with_a_stale_etag_is_UpdateConditionNotSatisfied(TableUpdateMode mode)
    {
        var added = await Table.AddEntityAsync(new TableEntity("p", "r") { ["A"] = 1 }, Cancellation);
        await Table.UpdateEntityAsync(new TableEntity("p", "r") { ["A"] = 2 }, ETag.All, cancellationToken: Cancellation);

        var failure = await Assert.ThrowsAsync<RequestFailedException>(
            () => Table.UpdateEntityAsync(new TableEntity("p", "r") { ["A"] = 3 }, added.Headers.ETag!.Value, mode, Cancellation));

        var row = await Table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancellation);
        Assert.Equal(412, failure.Status);
        Assert.Equal("UpdateConditionNotSatisfied", failure.ErrorCode);
        Assert.Equal(2, row.Value.GetInt32("A"));
    }

    [Fact]
    public async Task Update_of_a_missing_row_is_404()
    {
        var failure = await Assert.ThrowsAsync<RequestFailedException>(
            () => Table.UpdateEntityAsync(new TableEntity("p", "none"), ETag.All, cancellationToken: Cancellation));

        Assert.Equal(404, failure.Status);
    }

    [Fact]
    public async Task Update_without_an_etag_is_refused_before_it_is_sent()
    {
        await Assert.ThrowsAsync<ArgumentException>(
            () => Table.UpdateEntityAsync(new TableEntity("p", "r"), default, cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Delete_of_a_missing_row_answers_404_and_throws_nothing()
    {
        var response = await Table.DeleteEntityAsync("p", "none", cancellationToken: Cancellation);

        Assert.Equal(404, response.Status);
    }

    [Fact]
    public async Task Delete_with_a_stale_etag_is_UpdateConditionNotSatisfied()
    {
        var added = await Table.AddEntityAsync(new TableEntity("p", "r"), Cancellation);
        await Table.UpsertEntityAsync(new TableEntity("p", "r") { ["A"] = 1 }, cancellationToken: Cancellation);

        var failure = await Assert.ThrowsAsync<RequestFailedException>(
            () => Table.DeleteEntityAsync("p", "r", added.Headers.ETag!.Value, Cancellation));

        Assert.Equal(412, failure.Status);
        Assert.Equal("UpdateConditionNotSatisfied", failure.ErrorCode);
    }

    [Fact]
    public async Task Delete_by_entity_removes_the_row()
    {
        var entity = new TableEntity("p", "r");
        await Table.AddEntityAsync(entity, Cancellation);

        var response = await Table.DeleteEntityAsync(entity, ETag.All, Cancellation);

        var row = await Table.GetEntityIfExistsAsync<TableEntity>("p", "r", cancellationToken: Cancellation);
        Assert.Equal(204, response.Status);
        Assert.False(row.HasValue);
    }

    [Fact]
    public async Task Null_arguments_are_refused_before_anything_is_sent()
    {
        await Assert.ThrowsAsync<ArgumentNullException>(() => Table.AddEntityAsync<TableEntity>(null!, Cancellation));
        await Assert.ThrowsAsync<ArgumentNullException>(() => Table.AddEntityAsync(new TableEntity(), Cancellation));
        await Assert.ThrowsAsync<ArgumentNullException>(() => Table.UpsertEntityAsync(new TableEntity("p", null), cancellationToken: Cancellation));
        await Assert.ThrowsAsync<ArgumentNullException>(() => Table.DeleteEntityAsync(null, "r", cancellationToken: Cancellation));
        await Assert.ThrowsAsync<ArgumentNullException>(() => Table.SubmitTransactionAsync(null, Cancellation));
    }

    [Theory]
    [InlineData("O'Neill")]
    [InlineData("''")]
    [InlineData("a b+c%20d&e=f")]
    [InlineData("straße|2026;x,y:z@~!*()[]{}")]
    [InlineData("日本語")]
    [InlineData("😀 مرحبا")]
    [InlineData("")]
    public async Task Keys_of_any_characters_are_written_read_updated_and_deleted(string key)
    {
        await Table.AddEntityAsync(new TableEntity(key, key) { ["A"] = 1 }, Cancellation);

        await Table.UpdateEntityAsync(new TableEntity(key, key) { ["B"] = 2 }, ETag.All, TableUpdateMode.Merge, Cancellation);
        var row = await Table.GetEntityAsync<TableEntity>(key, key, cancellationToken: Cancellation);
        var deleted = await Table.DeleteEntityAsync(key, key, row.Value.ETag, Cancellation);

        Assert.Equal((key, key), (row.Value.PartitionKey, row.Value.RowKey));
        Assert.Equal((1, 2), (row.Value.GetInt32("A"), row.Value.GetInt32("B")));
        Assert.Equal(204, deleted.Status);
    }

    [Fact]
    public async Task A_value_of_1024_bytes_of_key_and_64_KiB_of_text_is_kept()
    {
        var key = new string('k', 512);
        var text = new string('é', 32 * 1024);

        await Table.AddEntityAsync(new TableEntity(key, key) { ["Text"] = text }, Cancellation);

        var row = await Table.GetEntityAsync<TableEntity>(key, key, cancellationToken: Cancellation);
        Assert.Equal(text, row.Value.GetString("Text"));
    }
}
