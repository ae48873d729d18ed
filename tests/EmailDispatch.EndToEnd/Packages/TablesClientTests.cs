using System.Net;
using System.Net.Sockets;
using Azure;
using Azure.Core;
using Azure.Data.Tables;

namespace EmailDispatch.EndToEnd.Packages;

public sealed class TablesClientTests(Azurite azurite) : TableTest(azurite)
{
    private static readonly string Key = Convert.ToBase64String("not the key of anything"u8);

    public static TheoryData<string, string, string> ConnectionStrings => new()
    {
        { "UseDevelopmentStorage=true", "http://127.0.0.1:10002/devstoreaccount1", "devstoreaccount1" },
        { $"DefaultEndpointsProtocol=https;AccountName=acme;AccountKey={Key};EndpointSuffix=core.windows.net", "https://acme.table.core.windows.net", "acme" },
        { $"AccountName=acme;AccountKey={Key};", "https://acme.table.core.windows.net", "acme" },
        { $"AccountName=acme;AccountKey={Key};TableEndpoint=http://127.0.0.1:7/acme", "http://127.0.0.1:7/acme", "acme" },
    };

    [Theory]
    [MemberData(nameof(ConnectionStrings))]
    public void Connection_string_tells_endpoint_and_account(string connectionString, string endpoint, string account)
    {
        var table = new TableClient(connectionString, "Emails");
        var service = new TableServiceClient(connectionString);

        Assert.Equal($"{endpoint}/Emails", table.Uri.AbsoluteUri);
        Assert.Equal((account, account), (table.AccountName, service.AccountName));
    }

    [Theory]
    [InlineData("https://acme.table.core.windows.net", "acme")]
    [InlineData("https://acme.table.core.windows.net/", "acme")]
    [InlineData("http://127.0.0.1:10002/local", "local")]
    public void Endpoint_tells_the_account(string endpoint, string account)
    {
        var table = new TableClient(new Uri(endpoint), "Emails", new TableSharedKeyCredential("acme", Key));

        Assert.Equal(account, table.AccountName);
        Assert.Equal($"{endpoint.TrimEnd('/')}/Emails", table.Uri.AbsoluteUri);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("AccountName=acme")]
    public void Connection_string_without_what_is_needed_is_refused(string connectionString)
    {
        Assert.ThrowsAny<Exception>(() => new TableClient(connectionString, "Emails"));
    }

    [Fact]
    public async Task Shared_key_credential_works_beside_a_uri()
    {
        var settings = Azurite.ConnectionString.Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Select(s => s.Split('=', 2)).ToDictionary(s => s[0], s => s[1]);
        var credential = new TableSharedKeyCredential(settings["AccountName"], Key);
        var options = new TableClientOptions { Retry = { MaxRetries = 0 } };
        var table = new TableServiceClient(new Uri(settings["TableEndpoint"]), credential, options).GetTableClient(Table.Name);

        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => table.AddEntityAsync(new TableEntity("p", "r"), Cancellation));
        credential.SetAccountKey(settings["AccountKey"]);
        var accepted = await table.AddEntityAsync(new TableEntity("p", "r"), Cancellation);

        Assert.Equal((403, 204), (refused.Status, accepted.Status));
    }

    [Fact]
    public async Task Every_operation_is_one_request()
    {
        var counter = new RequestCounter();
        var options = new TableClientOptions();
        options.AddPolicy(counter, HttpPipelinePosition.PerCall);
        var table = new TableServiceClient(Azurite.ConnectionString, options).GetTableClient(Table.Name);
        var row = new TableEntity("p", "r");

        await table.AddEntityAsync(row, Cancellation);
        await table.UpsertEntityAsync(row, cancellationToken: Cancellation);
        await table.UpdateEntityAsync(row, ETag.All, cancellationToken: Cancellation);
        await table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancellation);
        await table.GetEntityIfExistsAsync<TableEntity>("p", "none", cancellationToken: Cancellation);
        await table.SubmitTransactionAsync([new(TableTransactionActionType.UpsertMerge, row), new(TableTransactionActionType.Add, new TableEntity("p", "s"))], Cancellation);
        await table.DeleteEntityAsync("p", "r", cancellationToken: Cancellation);
        await table.DeleteEntityAsync("p", "r", cancellationToken: Cancellation);

        Assert.Equal(8, counter.Count);
        Assert.Equal(
            ["POST", "PATCH", "PATCH", "GET", "GET", "POST", "DELETE", "DELETE"],
            counter.Requests.Select(r => r.Split(' ')[0]));
    }

    [Fact]
    public async Task Cancelled_call_is_not_sent()
    {
        var counter = new RequestCounter();
        var options = new TableClientOptions();
        options.AddPolicy(counter, HttpPipelinePosition.BeforeTransport);
        var table = new TableClient(Azurite.ConnectionString, Table.Name, options);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => table.AddEntityAsync(new TableEntity("p", "r"), new CancellationToken(canceled: true)));

        Assert.Empty(await Table.QueryAsync<TableEntity>(cancellationToken: Cancellation).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task Closed_port_is_a_RequestFailedException_without_a_status()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var options = new TableClientOptions { Retry = { MaxRetries = 0 } };
        var table = new TableClient($"AccountName=acme;AccountKey={Key};TableEndpoint=http://127.0.0.1:{port}/acme", "Emails", options);

        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => table.AddEntityAsync(new TableEntity("p", "r"), Cancellation));

        Assert.Equal(0, failure.Status);
    }

    [Fact]
    public async Task Client_can_be_subclassed_for_a_fault()
    {
        TableClient table = new FaultyTable();

        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => table.AddEntityAsync(new TableEntity("p", "r"), Cancellation));

        Assert.Equal(503, failure.Status);
    }

    private sealed class FaultyTable : TableClient
    {
        public override Task<Response> AddEntityAsync<T>(T entity, CancellationToken cancellationToken = default) =>
            throw new RequestFailedException(503, "busy", "ServerBusy", null);
    }
}
