using System.Net;
using Azure;
using Azure.Core.Pipeline;
using Azure.Data.Tables;

namespace EmailDispatch.EndToEnd.Packages;

/// <summary>Answers of the service that Azurite does not give.</summary>
public sealed class TablesAnswerTests
{
    private const string Busy = """{"odata.error":{"code":"ServerBusy","message":{"lang":"en-US","value":"busy"}}}""";
    private const string BeingDeleted = """{"odata.error":{"code":"TableBeingDeleted","message":{"lang":"en-US","value":"wait"}}}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Busy_service_is_asked_again()
    {
        var answers = 0;
        await using var server = await HttpsServer.StartAsync(
            _ => new(++answers < 3 ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.NoContent), Cancellation);
        var options = Options(server);
        options.Retry.MaxRetries = 3;
        var table = new TableClient(server.Address, "Emails", new FakeCredential(), options);

        var response = await table.UpsertEntityAsync(new TableEntity("p", "r"), cancellationToken: Cancellation);

        Assert.Equal((204, 3), (response.Status, answers));
    }

    [Fact]
    public async Task Busy_service_is_given_up_after_the_last_try()
    {
        await using var server = await HttpsServer.StartAsync(_ => new(HttpStatusCode.ServiceUnavailable, Busy), Cancellation);
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
        await using var server = await HttpsServer.StartAsync(_ => new(HttpStatusCode.Conflict, BeingDeleted), Cancellation);
        var table = new TableClient(server.Address, "Emails", new FakeCredential(), Options(server));

        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => table.CreateIfNotExistsAsync(Cancellation));

        Assert.Equal((409, "TableBeingDeleted"), (failure.Status, failure.ErrorCode));
    }

    [Theory]
    [InlineData("99:The batch request operation exceeds the maximum 100 changes per change set.", 99)]
    [InlineData("The batch request body is not valid.", null)]
    public async Task Refused_transaction_tells_status_code_and_index(string message, int? index)
    {
        var body = string.Join("\r\n",
            "--batchresponse_1",
            "Content-Type: multipart/mixed; boundary=changesetresponse_2",
            "",
            "--changesetresponse_2",
            "Content-Type: application/http",
            "Content-Transfer-Encoding: binary",
            "",
            "HTTP/1.1 400 Bad Request",
            "DataServiceVersion: 3.0;",
            "Content-Type: application/json;odata=minimalmetadata;streaming=true;charset=utf-8",
            "",
            """{"odata.error":{"code":"InvalidInput","message":{"lang":"en-US","value":"_"}}}""".Replace("_", message, StringComparison.Ordinal),
            "--changesetresponse_2--",
            "--batchresponse_1--",
            "");
        await using var server = await HttpsServer.StartAsync(_ => new(HttpStatusCode.Accepted, body, "multipart/mixed; boundary=batchresponse_1"), Cancellation);
        var table = new TableClient(server.Address, "Emails", new FakeCredential(), Options(server));

        var failure = await Assert.ThrowsAsync<TableTransactionFailedException>(
            () => table.SubmitTransactionAsync([new(TableTransactionActionType.Add, new TableEntity("p", "r"))], Cancellation));

        Assert.Equal((400, "InvalidInput", index), (failure.Status, failure.ErrorCode, failure.FailedTransactionActionIndex));
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_without_a_json_error_still_tells_its_status()
    {
        await using var server = await HttpsServer.StartAsync(_ => new(HttpStatusCode.BadGateway, "<html>down</html>", "text/html"), Cancellation);
        var table = new TableClient(server.Address, "Emails", new FakeCredential(), Options(server));

        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => table.UpsertEntityAsync(new TableEntity("p", "r"), cancellationToken: Cancellation));

        Assert.Equal(502, failure.Status);
    }

    private static TableClientOptions Options(HttpsServer server) => new()
    {
        Transport = new HttpClientTransport(server.CreateClient()),
        Retry = { Delay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(1), MaxRetries = 0 },
    };
}
