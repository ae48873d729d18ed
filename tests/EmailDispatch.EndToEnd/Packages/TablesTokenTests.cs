using System.Net;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;

namespace EmailDispatch.EndToEnd.Packages;

public sealed class TablesTokenTests
{
    private const string NotFound = """{"odata.error":{"code":"ResourceNotFound","message":{"lang":"en-US","value":"none"}}}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Token_is_asked_for_the_storage_scope_once_and_sent_as_bearer()
    {
        await using var server = await HttpsServer.StartAsync(_ => new(HttpStatusCode.NotFound, NotFound), Cancellation);
        var credential = new FakeCredential();
        var table = new TableClient(server.Address, "Emails", credential, Options(server));

        var first = await table.GetEntityIfExistsAsync<TableEntity>("p", "r", cancellationToken: Cancellation);
        var second = await table.GetEntityIfExistsAsync<TableEntity>("p", "r", cancellationToken: Cancellation);

        Assert.False(first.HasValue || second.HasValue);
        Assert.Equal(["https://storage.azure.com/.default"], credential.Scopes);
        Assert.Equal(["Bearer not-a-secret", "Bearer not-a-secret"], server.Requests.Select(r => r.Headers["Authorization"]));
        Assert.All(server.Requests, r => Assert.Equal("/Emails(PartitionKey='p',RowKey='r')", Uri.UnescapeDataString(r.Path)));
    }

    [Fact]
    public async Task Request_names_service_version_and_asks_for_json()
    {
        await using var server = await HttpsServer.StartAsync(_ => new(HttpStatusCode.NoContent), Cancellation);
        var service = new TableServiceClient(server.Address, new FakeCredential(), Options(server));

        await service.GetTableClient("Emails").AddEntityAsync(new TableEntity("p", "r") { ["Large"] = 5L }, Cancellation);

        var request = Assert.Single(server.Requests);
        Assert.Equal("2020-12-06", request.Headers["x-ms-version"]);
        Assert.StartsWith("application/json", request.Headers["Accept"], StringComparison.Ordinal);
        Assert.Equal("return-no-content", request.Headers["Prefer"]);
        Assert.Contains("\"Large@odata.type\":\"Edm.Int64\"", request.Body, StringComparison.Ordinal);
        Assert.Contains("\"Large\":\"5\"", request.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_is_never_sent_without_tls()
    {
        var table = new TableClient(new Uri("http://127.0.0.1:9"), "Emails", new FakeCredential());

        await Assert.ThrowsAsync<InvalidOperationException>(() => table.AddEntityAsync(new TableEntity("p", "r"), Cancellation));
    }

    private static TableClientOptions Options(HttpsServer server) => new()
    {
        Transport = new HttpClientTransport(server.CreateClient()),
        Retry = { Delay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(1), MaxRetries = 0 },
    };
}
