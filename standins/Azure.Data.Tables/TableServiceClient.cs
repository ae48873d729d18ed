using Azure.Core;
using Azure.Data.Tables.Edm;
using Azure.Data.Tables.Http;
using Azure.Data.Tables.Models;

namespace Azure.Data.Tables;

/// <summary>The tables of one account.</summary>
public class TableServiceClient
{
    private readonly TableEndpoint _endpoint;

    public TableServiceClient(string connectionString)
        : this(connectionString, null)
    {
    }

    public TableServiceClient(string connectionString, TableClientOptions options = null)
        : this(new TableEndpoint(TableConnectionString.Parse(connectionString), options))
    {
    }

    public TableServiceClient(Uri endpoint, TableSharedKeyCredential credential)
        : this(endpoint, credential, null)
    {
    }

    public TableServiceClient(Uri endpoint, TableSharedKeyCredential credential, TableClientOptions options)
        : this(new TableEndpoint(endpoint, credential, options))
    {
    }

    public TableServiceClient(Uri endpoint, TokenCredential tokenCredential, TableClientOptions options = null)
        : this(new TableEndpoint(endpoint, tokenCredential, options))
    {
    }

    /// <summary>For subclasses that override what they need.</summary>
    protected TableServiceClient()
    {
    }

    private TableServiceClient(TableEndpoint endpoint)
    {
        _endpoint = endpoint;
        Uri = endpoint.Address;
        AccountName = endpoint.AccountName;
    }

    public virtual string AccountName { get; }

    public virtual Uri Uri { get; }

    public static string CreateQueryFilter(FormattableString filter) => ODataFilter.Create(filter);

    public virtual TableClient GetTableClient(string tableName) => new(_endpoint, tableName);

    public virtual Task<Response<TableItem>> CreateTableAsync(string tableName, CancellationToken cancellationToken = default) =>
        TableRequests.CreateAsync(_endpoint, Named(tableName), cancellationToken);

    public virtual Task<Response<TableItem>> CreateTableIfNotExistsAsync(string tableName, CancellationToken cancellationToken = default) =>
        TableRequests.CreateIfNotExistsAsync(_endpoint, Named(tableName), cancellationToken);

    public virtual Response<TableItem> CreateTableIfNotExists(string tableName, CancellationToken cancellationToken = default) =>
        TableRequests.CreateIfNotExists(_endpoint, Named(tableName), cancellationToken);

    public virtual Task<Response> DeleteTableAsync(string tableName, CancellationToken cancellationToken = default) =>
        TableRequests.DeleteAsync(_endpoint, Named(tableName), cancellationToken);

    public virtual AsyncPageable<TableItem> QueryAsync(
        string filter = null,
        int? maxPerPage = null,
        CancellationToken cancellationToken = default) => TableRequests.Query(_endpoint, filter, maxPerPage, cancellationToken);

    public virtual AsyncPageable<TableItem> QueryAsync(
        FormattableString filter,
        int? maxPerPage = null,
        CancellationToken cancellationToken = default) => QueryAsync(CreateQueryFilter(filter), maxPerPage, cancellationToken);

    private static string Named(string tableName)
    {
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        return tableName;
    }
}
