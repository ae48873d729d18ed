using System.Net;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;

namespace EmailDispatch.EndToEnd.Packages;

public sealed class TablesTokenTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Token_is_asked_for_the_storage_scope_once_and_sent_as_bearer()
    {
        await using var server = await HttpsServer.StartAsync(_ => (HttpStatusCode.NotFound, NotFound), Cancellation);
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
        await using var server = await HttpsServer.StartAsync(_ => (HttpStatusCode.NoContent, ""), Cancellation);
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
    public async Task Busy_service_is_asked_again()
    {
        var answers = 0;
        await using var server = await HttpsServer.StartAsync(
            _ => ++answers < 3 ? (HttpStatusCode.ServiceUnavailable, "") : (HttpStatusCode.NoContent, ""), Cancellation);
        var options = Options(server);
        options.Retry.MaxRetries = 3;
        var table = new TableClient(server.Address, "Emails", new FakeCredential(), options);

        var response = await table.UpsertEntityAsync(new TableEntity("p", "r"), cancellationToken: Cancellation);

        Assert.Equal((204, 3), (response.Status, answers));
    }

    [Fact]
    public async Task Busy_service_is_given_up_after_the_last_try()
    {
        await using var server = await HttpsServer.StartAsync(_ => (HttpStatusCode.ServiceUnavailable, Busy), Cancellation);
        var options = Options(server);
        options.Retry.MaxRetries = 1;
        var table = new TableClient(server.Address, "Emails", new FakeCredential(), options);

        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => table.UpsertEntityAsync(new TableEntity("p", "r"), cancellationToken: Cancellation));

        Assert.Equal((503, "ServerBusy"), (failure.Status, failure.ErrorCode));
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Table_that_is_being_deleted_is_not_taken_for_one_that_exists()
    {
        await using var server = await HttpsServer.StartAsync(_ => (HttpStatusCode.Conflict, BeingDeleted), Cancellation);
        var table = new TableClient(server.Address, "Emails", new FakeCredential(), Options(server));

        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => table.CreateIfNotExistsAsync(Cancellation));

        Assert.Equal((409, "TableBeingDeleted"), (failure.Status, failure.ErrorCode));
    }

    [Fact]
    public async Task Token_is_never_sent_without_tls()
    {
        var table = new TableClient(new Uri("http://127.0.0.1:9"), "Emails", new FakeCredential());

        await Assert.ThrowsAsync<InvalidOperationException>(() => table.AddEntityAsync(new TableEntity("p", "r"), Cancellation));
    }

    private const string NotFound = """{"odata.error":{"code":"ResourceNotFound","message":{"lang":"en-US","value":"none"}}}""";
    private const string Busy = """{"odata.error":{"code":"ServerBusy","message":{"lang":"en-US","value":"busy"}}}""";
    private const string BeingDeleted = """{"odata.error":{"code":"TableBeingDeleted","message":{"lang":"en-US","value":"wait"}}}""";

    private static TableClientOptions Options(HttpsServer server) => new()
    {
        Transport = new HttpClientTransport(server.CreateClient()),
        Retry = { Delay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(1), MaxRetries = 0 },
    };

    private sealed class FakeCredential : TokenCredential
    {
        public List<string> Scopes { get; } = [];

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Scopes.AddRange(requestContext.Scopes);
            return new AccessToken("not-a-secret", TimeProvider.System.GetUtcNow().AddHours(1));
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(GetToken(requestContext, cancellationToken));
    }
}
