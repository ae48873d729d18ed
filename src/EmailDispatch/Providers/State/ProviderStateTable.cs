using System.Net;
using Azure;
using Azure.Data.Tables;
using EmailDispatch.Storage;

namespace EmailDispatch.Providers.State;

/// <summary>
/// The table <c>ProviderState</c>: what all instances know of the providers. PK is the provider's name; RK is <c>breaker</c>,
/// <c>quota-second</c>, <c>quota-hour</c> or <c>quota-day</c>. There is one row of each, overwritten when its time is over, so nothing accumulates.
/// Every operation has a bounded time, and every fault comes out as <see cref="ProviderStateUnavailableException"/>:
/// bookkeeping must not hold up an email.
/// </summary>
public sealed class ProviderStateTable(TableServiceClient tables, TimeProvider time) : IStoragePlace
{
    /// <summary>The table's name.</summary>
    public const string TableName = "ProviderState";

    internal const string BreakerKey = "breaker";

    private static readonly TimeSpan OperationTimeout = TimeSpan.FromSeconds(2);

    private readonly TableClient _table = tables.GetTableClient(TableName);

    /// <inheritdoc />
    public Task CreateIfNotExistsAsync(CancellationToken cancellationToken) => _table.CreateIfNotExistsAsync(cancellationToken);

    internal static string KeyOf(QuotaPeriod period) => period switch
    {
        QuotaPeriod.Second => "quota-second",
        QuotaPeriod.Hour => "quota-hour",
        _ => "quota-day",
    };

    internal Task<TableEntity?> ReadAsync(string provider, string key, CancellationToken cancellationToken) => InTimeAsync(
        async cancellation =>
        {
            var entity = await _table.GetEntityIfExistsAsync<TableEntity>(provider, key, cancellationToken: cancellation);
            return entity.HasValue ? entity.Value : null;
        },
        cancellationToken);

    /// <summary>The rows of all providers, in one request: there are four a provider at most.</summary>
    /// <param name="key">Only the rows of this key; null for all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal Task<List<TableEntity>> ReadAllAsync(string? key, CancellationToken cancellationToken) => InTimeAsync(
        async cancellation =>
        {
            var rows = new List<TableEntity>();
            var filter = key is null ? null : TableClient.CreateQueryFilter($"RowKey eq {key}");
            await foreach (var row in _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellation))
                rows.Add(row);
            return rows;
        },
        cancellationToken);

    /// <summary>Inserts a row, or replaces it if it still has the version.</summary>
    /// <returns>The new version; null when another was faster.</returns>
    internal Task<ETag?> TryWriteAsync(TableEntity row, ETag? version, CancellationToken cancellationToken) => InTimeAsync<ETag?>(
        async cancellation =>
        {
            try
            {
                var response = version is { } known
                    ? await _table.UpdateEntityAsync(row, known, TableUpdateMode.Replace, cancellation)
                    : await _table.AddEntityAsync(row, cancellation);
                return response.Headers.ETag ?? throw new InvalidDataException("Storage wrote a row without telling its ETag.");
            }
            catch (RequestFailedException lost) when (IsLost(lost))
            {
                return null;
            }
        },
        cancellationToken);

    // 404 is a row deleted meanwhile; a table that does not exist is a fault.
    private static bool IsLost(RequestFailedException fault) =>
        fault.Status is (int)HttpStatusCode.PreconditionFailed or (int)HttpStatusCode.Conflict
        || (fault.Status == (int)HttpStatusCode.NotFound && fault.ErrorCode != "TableNotFound");

    private async Task<T> InTimeAsync<T>(Func<CancellationToken, Task<T>> operation, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(OperationTimeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await operation(linked.Token);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ProviderStateUnavailableException($"The table {TableName} cannot be used: {fault.Message}", fault);
        }
    }
}
