using Azure.Core;
using Azure.Data.Tables.Edm;
using Azure.Data.Tables.Http;
using Azure.Data.Tables.Models;

namespace Azure.Data.Tables;

/// <summary>One table.</summary>
public class TableClient
{
    private readonly TableEndpoint _endpoint;
    private readonly EntityRequests _requests;

    public TableClient(string connectionString, string tableName)
        : this(connectionString, tableName, null)
    {
    }

    public TableClient(string connectionString, string tableName, TableClientOptions options = null)
        : this(new TableEndpoint(TableConnectionString.Parse(connectionString), options), tableName)
    {
    }

    public TableClient(Uri endpoint, string tableName, TableSharedKeyCredential credential)
        : this(endpoint, tableName, credential, null)
    {
    }

    public TableClient(Uri endpoint, string tableName, TableSharedKeyCredential credential, TableClientOptions options = null)
        : this(new TableEndpoint(endpoint, credential, options), tableName)
    {
    }

    public TableClient(Uri endpoint, string tableName, TokenCredential tokenCredential, TableClientOptions options = null)
        : this(new TableEndpoint(endpoint, tokenCredential, options), tableName)
    {
    }

    /// <summary>For subclasses that override what they need.</summary>
    protected TableClient()
    {
    }

    internal TableClient(TableEndpoint endpoint, string tableName)
    {
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        _endpoint = endpoint;
        _requests = new EntityRequests(endpoint, tableName);
        Name = tableName;
        Uri = endpoint.AddressOf(tableName);
        AccountName = endpoint.AccountName;
    }

    public virtual string Name { get; }

    public virtual string AccountName { get; }

    public virtual Uri Uri { get; }

    public static string CreateQueryFilter(FormattableString filter) => ODataFilter.Create(filter);

    public virtual Task<Response<TableItem>> CreateAsync(CancellationToken cancellationToken = default) =>
        TableRequests.CreateAsync(_endpoint, Name, cancellationToken);

    public virtual Task<Response<TableItem>> CreateIfNotExistsAsync(CancellationToken cancellationToken = default) =>
        TableRequests.CreateIfNotExistsAsync(_endpoint, Name, cancellationToken);

    public virtual Response<TableItem> CreateIfNotExists(CancellationToken cancellationToken = default) =>
        TableRequests.CreateIfNotExists(_endpoint, Name, cancellationToken);

    public virtual Task<Response> DeleteAsync(CancellationToken cancellationToken = default) =>
        TableRequests.DeleteAsync(_endpoint, Name, cancellationToken);

    public virtual async Task<Response> AddEntityAsync<T>(T entity, CancellationToken cancellationToken = default)
        where T : ITableEntity => await _endpoint.SendAsync(_requests.Insert(entity), cancellationToken).ConfigureAwait(false);

    public virtual async Task<Response<T>> GetEntityAsync<T>(
        string partitionKey,
        string rowKey,
        IEnumerable<string> select = null,
        CancellationToken cancellationToken = default)
        where T : class, ITableEntity
    {
        var message = _requests.Get(partitionKey, rowKey, Joined(select));
        var response = await _endpoint.SendAsync(message, cancellationToken).ConfigureAwait(false);
        return Response.FromValue(EntityAnswers.ReadEntity<T>(response), response);
    }

    public virtual async Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(
        string partitionKey,
        string rowKey,
        IEnumerable<string> select = null,
        CancellationToken cancellationToken = default)
        where T : class, ITableEntity
    {
        var message = _requests.Get(partitionKey, rowKey, Joined(select));
        message.ResponseClassifier = new StatusCodeClassifier([200, 404]);
        var response = await _endpoint.SendAsync(message, 404, cancellationToken).ConfigureAwait(false);
        return response.Status == 404
            ? new NoEntityResponse<T>(response)
            : Response.FromValue(EntityAnswers.ReadEntity<T>(response), response);
    }

    public virtual async Task<Response> UpsertEntityAsync<T>(
        T entity,
        TableUpdateMode mode = TableUpdateMode.Merge,
        CancellationToken cancellationToken = default)
        where T : ITableEntity => await _endpoint.SendAsync(_requests.Write(entity, mode, default), cancellationToken).ConfigureAwait(false);

    public virtual async Task<Response> UpdateEntityAsync<T>(
        T entity,
        ETag ifMatch,
        TableUpdateMode mode = TableUpdateMode.Merge,
        CancellationToken cancellationToken = default)
        where T : ITableEntity
    {
        // Without one it would be an upsert, which is another operation.
        if (ifMatch == default)
            throw new ArgumentException("An ETag is needed; ETag.All matches any.", nameof(ifMatch));

        return await _endpoint.SendAsync(_requests.Write(entity, mode, ifMatch), cancellationToken).ConfigureAwait(false);
    }

    public virtual async Task<Response> DeleteEntityAsync(
        string partitionKey,
        string rowKey,
        ETag ifMatch = default,
        CancellationToken cancellationToken = default) =>
        await _endpoint.SendAsync(_requests.Delete(partitionKey, rowKey, ifMatch), 404, cancellationToken).ConfigureAwait(false);

    public virtual async Task<Response> DeleteEntityAsync(
        ITableEntity entity,
        ETag ifMatch = default,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entity);
        var message = _requests.Delete(entity.PartitionKey, entity.RowKey, ifMatch);
        return await _endpoint.SendAsync(message, 404, cancellationToken).ConfigureAwait(false);
    }

    public virtual AsyncPageable<T> QueryAsync<T>(
        string filter = null,
        int? maxPerPage = null,
        IEnumerable<string> select = null,
        CancellationToken cancellationToken = default)
        where T : class, ITableEntity
    {
        var columns = Joined(select);
        return new TablePages<T>(Read, maxPerPage);

        async Task<Page<T>> Read(string continuationToken, int? pageSize)
        {
            var (partitionKey, rowKey) = EntityAnswers.Parse(continuationToken);
            var query = new ODataQuery()
                .With("$top", pageSize)
                .With("$select", columns)
                .With("$filter", filter)
                .With("NextPartitionKey", partitionKey)
                .With("NextRowKey", rowKey);
            var message = _endpoint.CreateMessage(RequestMethod.Get, $"{Uri.EscapeDataString(Name)}(){query}");
            var response = await _endpoint.SendAsync(message, cancellationToken).ConfigureAwait(false);
            return EntityAnswers.ReadPage<T>(response);
        }
    }

    public virtual async Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(
        IEnumerable<TableTransactionAction> transactionActions,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transactionActions);
        using var content = new TransactionContent();
        var isEmpty = true;
        foreach (var action in transactionActions)
        {
            using var part = _requests.Of(action);
            await content.AddAsync(part.Request, cancellationToken).ConfigureAwait(false);
            isEmpty = false;
        }

        if (isEmpty)
            throw new InvalidOperationException("Transactions must have at least one action.");

        var message = _endpoint.CreateMessage(RequestMethod.Post, "$batch", content.Complete());
        message.Request.Headers.SetValue(HttpHeader.Names.ContentType, content.ContentType);
        var response = await _endpoint.SendAsync(message, cancellationToken).ConfigureAwait(false);
        var answers = TransactionAnswer.Read(response);
        if (answers is [TransactionPart { IsError: true } refusal])
            throw refusal.ToException();

        return Response.FromValue<IReadOnlyList<Response>>(answers, response);
    }

    private static string Joined(IEnumerable<string> select) => select == null ? null : string.Join(',', select);
}
