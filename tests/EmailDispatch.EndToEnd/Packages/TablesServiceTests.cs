using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace EmailDispatch.EndToEnd.Packages;

public sealed class TablesServiceTests(Azurite azurite)
{
    private readonly TableServiceClient _service = new(azurite.ConnectionString);
    private readonly string _name = $"S{Guid.NewGuid():N}";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CreateIfNotExists_answers_409_for_a_table_that_exists()
    {
        var table = _service.GetTableClient(_name);

        var created = await table.CreateIfNotExistsAsync(Cancellation);
        var again = await table.CreateIfNotExistsAsync(Cancellation);
        var synchronous = table.CreateIfNotExists(Cancellation);

        Assert.Equal(_name, created.Value.Name);
        Assert.Equal(204, created.GetRawResponse().Status);
        Assert.Equal((409, 409), (again.GetRawResponse().Status, synchronous.GetRawResponse().Status));
        Assert.Equal(_name, again.Value.Name);
    }

    [Fact]
    public async Task CreateTableIfNotExists_answers_409_for_a_table_that_exists()
    {
        var created = await _service.CreateTableIfNotExistsAsync(_name, Cancellation);
        var again = _service.CreateTableIfNotExists(_name, Cancellation);

        Assert.Equal((204, 409), (created.GetRawResponse().Status, again.GetRawResponse().Status));
    }

    [Fact]
    public async Task Create_of_a_table_that_exists_is_TableAlreadyExists()
    {
        await _service.CreateTableAsync(_name, Cancellation);

        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => _service.GetTableClient(_name).CreateAsync(Cancellation));

        Assert.Equal(409, failure.Status);
        Assert.True(failure.ErrorCode == TableErrorCode.TableAlreadyExists);
    }

    [Fact]
    public async Task Delete_of_a_missing_table_answers_404_and_throws_nothing()
    {
        var byService = await _service.DeleteTableAsync(_name, Cancellation);
        var byTable = await _service.GetTableClient(_name).DeleteAsync(Cancellation);

        Assert.Equal((404, 404), (byService.Status, byTable.Status));
    }

    [Fact]
    public async Task Missing_table_is_TableNotFound()
    {
        var table = _service.GetTableClient(_name);

        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => table.AddEntityAsync(new TableEntity("p", "r"), Cancellation));

        Assert.Equal((404, "TableNotFound"), (failure.Status, failure.ErrorCode));
    }

    [Fact]
    public async Task Query_lists_tables_by_filter()
    {
        await _service.CreateTableAsync(_name, Cancellation);
        await _service.CreateTableAsync(_name + "x", Cancellation);

        var filter = TableServiceClient.CreateQueryFilter($"TableName eq {_name}");
        var one = await _service.QueryAsync(filter, cancellationToken: Cancellation).Select(t => t.Name).ToListAsync(Cancellation);
        var all = await _service.QueryAsync(maxPerPage: 1, cancellationToken: Cancellation).Select(t => t.Name).ToListAsync(Cancellation);
        await _service.DeleteTableAsync(_name, Cancellation);
        var left = await _service.QueryAsync(cancellationToken: Cancellation).Select(t => t.Name).ToListAsync(Cancellation);

        Assert.Equal([_name], one);
        Assert.Contains(_name, all);
        Assert.Contains(_name + "x", all);
        Assert.DoesNotContain(_name, left);
        Assert.Contains(_name + "x", left);
    }

    [Fact]
    public void Clients_know_their_names_and_addresses()
    {
        var table = _service.GetTableClient(_name);

        Assert.Equal("devstoreaccount1", _service.AccountName);
        Assert.Equal(("devstoreaccount1", _name), (table.AccountName, table.Name));
        Assert.Equal($"{_service.Uri.AbsoluteUri.TrimEnd('/')}/{_name}", table.Uri.AbsoluteUri);
    }
}
