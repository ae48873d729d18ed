using System.Text.Json;
using Azure.Core;
using Azure.Data.Tables.Models;

namespace Azure.Data.Tables.Http;

/// <summary>The requests about tables as wholes; a service client and a table client make the same ones.</summary>
internal static class TableRequests
{
    public static async Task<Response<TableItem>> CreateAsync(TableEndpoint endpoint, string table, CancellationToken cancellationToken)
    {
        var response = await endpoint.SendAsync(CreateMessage(endpoint, table), cancellationToken).ConfigureAwait(false);
        return Response.FromValue(new TableItem(table), response);
    }

    public static async Task<Response<TableItem>> CreateIfNotExistsAsync(TableEndpoint endpoint, string table, CancellationToken cancellationToken)
    {
        var response = await endpoint.SendAsync(CreateIfNotExistsMessage(endpoint, table), 409, cancellationToken).ConfigureAwait(false);
        return Existing(table, response);
    }

    public static Response<TableItem> CreateIfNotExists(TableEndpoint endpoint, string table, CancellationToken cancellationToken) =>
        Existing(table, endpoint.Send(CreateIfNotExistsMessage(endpoint, table), 409, cancellationToken));

    public static Task<Response> DeleteAsync(TableEndpoint endpoint, string table, CancellationToken cancellationToken)
    {
        var message = endpoint.CreateMessage(RequestMethod.Delete, $"Tables('{Uri.EscapeDataString(table)}')");
        message.ResponseClassifier = new StatusCodeClassifier([204, 404]);
        return endpoint.SendAsync(message, 404, cancellationToken);
    }

    public static AsyncPageable<TableItem> Query(TableEndpoint endpoint, string filter, int? maxPerPage, CancellationToken cancellationToken)
    {
        return new TablePages<TableItem>(Read, maxPerPage);

        async Task<Page<TableItem>> Read(string continuationToken, int? pageSize)
        {
            var query = new ODataQuery().With("$top", pageSize).With("$filter", filter).With("NextTableName", continuationToken);
            var response = await endpoint.SendAsync(endpoint.CreateMessage(RequestMethod.Get, $"Tables{query}"), cancellationToken).ConfigureAwait(false);
            using var document = JsonDocument.Parse(response.Content);
            var tables = document.RootElement.GetProperty("value").EnumerateArray().Select(t => new TableItem(t.GetProperty("TableName").GetString()));
            return Page<TableItem>.FromValues([.. tables], response.Headers.TryGetValue("x-ms-continuation-NextTableName", out var next) ? next : null, response);
        }
    }

    private static HttpMessage CreateMessage(TableEndpoint endpoint, string table)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["TableName"] = table });
        var message = endpoint.CreateMessage(RequestMethod.Post, "Tables", RequestContent.Create(body));
        message.Request.Headers.Add("Prefer", "return-no-content");
        return message;
    }

    private static HttpMessage CreateIfNotExistsMessage(TableEndpoint endpoint, string table)
    {
        var message = CreateMessage(endpoint, table);
        message.ResponseClassifier = new StatusCodeClassifier([201, 204, 409]);
        return message;
    }

    // A table that is being deleted conflicts too, and it is not there.
    private static Response<TableItem> Existing(string table, Response response) =>
        response.Status == 409 && new RequestFailedException(response) is var failure && failure.ErrorCode == TableErrorCode.TableBeingDeleted
            ? throw failure
            : Response.FromValue(new TableItem(table), response);
}
