using Azure;
using Azure.Data.Tables;
using EmailDispatch.Storage;

namespace EmailDispatch.Providers.State;

/// <summary>
/// The table <c>ProviderState</c>: what all instances know of the providers. PK is the provider's name; RK is <c>breaker</c>, <c>quota-second</c>,
/// <c>quota-minute</c>, <c>quota-hour</c>, <c>quota-day</c> or <c>test</c>, one row each. Every operation has a time limit, and every fault becomes a
/// <see cref="ProviderStateUnavailableException"/>, because bookkeeping must not delay an email.
/// </summary>
public sealed class ProviderStateTable(TableServiceClient tables, TimeProvider time)
{
    public const string TableName = "ProviderState";

    internal const string BreakerKey = "breaker";

    private static readonly TimeSpan OperationTimeout = TimeSpan.FromSeconds(2);

    private readonly TableClient _table = tables.GetTableClient(TableName);

    internal static string KeyOf(QuotaPeriod period) => period switch
    {
        QuotaPeriod.Second => "quota-second",
        QuotaPeriod.Minute => "quota-minute",
        QuotaPeriod.Hour => "quota-hour",
        _ => "quota-day",
    };

    internal Task<TableEntity?> ReadAsync(string provider, string key, CancellationToken cancellationToken) => InTimeAsync(
        cancellation => _table.FindAsync(provider, key, cancellation), cancellationToken);

    /// <summary>Reads the rows of all providers with this key, or all rows if null, in one request: there are at most six per provider.</summary>
    internal Task<List<TableEntity>> ReadAllAsync(string? key, CancellationToken cancellationToken) => InTimeAsync(
        async cancellation =>
        {
            var filter = key is null ? null : TableClient.CreateQueryFilter($"RowKey eq {key}");
            return await _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellation).ToListAsync(cancellation);
        },
        cancellationToken);

    /// <summary>Inserts a row, or replaces it if it still has the version.</summary>
    /// <returns>The new version; null if another instance was faster.</returns>
    internal Task<ETag?> TryWriteAsync(TableEntity row, ETag? version, CancellationToken cancellationToken) => InTimeAsync(
        cancellation => version is { } known
            ? _table.TryUpdateAsync(row, known, TableUpdateMode.Replace, cancellation)
            : _table.TryInsertAsync(row, cancellation),
        cancellationToken);

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

/// <summary>The table cannot be read or written at the moment. Sending continues without it.</summary>
public sealed class ProviderStateUnavailableException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether storage works, but too many instances changed the same row at the same time.</summary>
    public bool IsContention { get; init; }
}
