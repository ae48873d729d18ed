using System.Globalization;
using Azure.Data.Tables;

namespace EmailDispatch.EndToEnd.Packages;

public sealed class TablesPagingTests(Azurite azurite) : TableTest(azurite)
{
    private const int Rows = 1234;

    [Fact]
    public async Task Query_reads_over_the_service_limit_of_1000_rows()
    {
        await FillAsync();

        var keys = await Table.QueryAsync<TableEntity>(cancellationToken: Cancellation).Select(e => e.RowKey).ToListAsync(Cancellation);

        Assert.Equal(Enumerable.Range(0, Rows).Select(Key), keys);
    }

    [Fact]
    public async Task Pages_have_at_most_the_size_asked_for_and_the_last_has_no_token()
    {
        await FillAsync();

        var pages = await Table.QueryAsync<TableEntity>(maxPerPage: 500, cancellationToken: Cancellation).AsPages().ToListAsync(Cancellation);

        Assert.Equal([500, 500, 234], pages.Select(p => p.Values.Count));
        Assert.True(string.IsNullOrEmpty(pages[^1].ContinuationToken));
        Assert.All(pages[..^1], p => Assert.NotEmpty(p.ContinuationToken!));
    }

    [Fact]
    public async Task Page_size_hint_outweighs_the_query_s()
    {
        await FillAsync();

        var page = await Table.QueryAsync<TableEntity>(maxPerPage: 500, cancellationToken: Cancellation).AsPages(pageSizeHint: 3).FirstAsync(Cancellation);

        Assert.Equal(3, page.Values.Count);
    }

    [Fact]
    public async Task Continuation_token_goes_on_in_another_client()
    {
        await FillAsync();
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {"it's|p"} and RowKey ge {Key(100)}");
        var first = await Table.QueryAsync<TableEntity>(filter, cancellationToken: Cancellation).AsPages(pageSizeHint: 10).FirstAsync(Cancellation);

        var other = new TableClient(Azurite.ConnectionString, Table.Name);
        var second = await other.QueryAsync<TableEntity>(filter, cancellationToken: Cancellation)
            .AsPages(first.ContinuationToken, 10).FirstAsync(Cancellation);

        Assert.Equal(Enumerable.Range(100, 10).Select(Key), first.Values.Select(e => e.RowKey));
        Assert.Equal(Enumerable.Range(110, 10).Select(Key), second.Values.Select(e => e.RowKey));
    }

    [Fact]
    public async Task Select_brings_only_those_properties_in_a_query()
    {
        await Table.AddEntityAsync(new Letter { PartitionKey = "p", RowKey = "r", Text = "a", Number = 5 }, Cancellation);

        var rows = await Table.QueryAsync<Letter>(select: ["RowKey", "Number"], cancellationToken: Cancellation).ToListAsync(Cancellation);

        var row = Assert.Single(rows);
        Assert.Equal(("r", 5, null), (row.RowKey, row.Number, row.Text));
    }

    [Fact]
    public async Task Query_of_an_empty_table_is_empty()
    {
        Assert.Empty(await Table.QueryAsync<TableEntity>(cancellationToken: Cancellation).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task Query_stops_asking_when_the_reader_stops()
    {
        await FillAsync();
        var counter = new RequestCounter();
        var options = new TableClientOptions();
        options.AddPolicy(counter, Azure.Core.HttpPipelinePosition.PerCall);
        var table = new TableClient(Azurite.ConnectionString, Table.Name, options);

        await table.QueryAsync<TableEntity>(maxPerPage: 100, cancellationToken: Cancellation).Take(150).ToListAsync(Cancellation);

        Assert.Equal(2, counter.Count);
    }

    private static string Key(int number) => number.ToString("D5", CultureInfo.InvariantCulture);

    private async Task FillAsync()
    {
        foreach (var chunk in Enumerable.Range(0, Rows).Chunk(100))
        {
            await Table.SubmitTransactionAsync(
                chunk.Select(n => new TableTransactionAction(TableTransactionActionType.Add, new TableEntity("it's|p", Key(n)))),
                Cancellation);
        }
    }
}
