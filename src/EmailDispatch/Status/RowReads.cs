using System.Runtime.CompilerServices;
using Azure.Data.Tables;

namespace EmailDispatch.Status;

/// <summary>
/// Reads a tenant's rows, newest first. With one shard this is the order of the keys. With more, the shards of each hour are read in parallel and merged by
/// row key; rows of shards that are no longer in use follow at the end of their hour. So every row has one place in the order, and continuing after it
/// neither skips nor repeats rows.
/// </summary>
internal sealed class RowReads(TableClient table, int shards)
{
    public IAsyncEnumerable<TableEntity> ReadAsync(StatusQuery query, CancellationToken cancellationToken) =>
        shards == 1 ? ReadInKeyOrderAsync(query, cancellationToken) : ReadMergedAsync(query, cancellationToken);

    // Two plain range reads rather than one with OR, because storage answers an OR over keys by scanning the table.
    private async IAsyncEnumerable<TableEntity> ReadInKeyOrderAsync(StatusQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var start = RowKeys.StartOf(query.Tenant);
        if (query.After is { } after)
        {
            (start, var key) = RowKeys.Of(query.Tenant, after);
            await foreach (var entity in Query(query, Inside(query, start, key), cancellationToken))
                yield return entity;
        }

        if (query.Oldest is not { } oldest)
        {
            await foreach (var entity in Query(query, RowKeys.Between(start, RowKeys.EndOf(query.Tenant)), cancellationToken))
                yield return entity;
            yield break;
        }

        var last = RowKeys.StartOfHour(query.Tenant, oldest.AcceptedAt);
        await foreach (var entity in Query(query, RowKeys.Between(start, last), cancellationToken))
            yield return entity;

        var rest = string.CompareOrdinal(start, last) < 0
            ? ReadHourAsync(query, oldest.AcceptedAt, key: "", cancellationToken)
            : Query(query, RowKeys.Between(start, EndOf(query)), cancellationToken);
        await foreach (var entity in rest)
            yield return entity;
    }

    private async IAsyncEnumerable<TableEntity> ReadMergedAsync(StatusQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var start = RowKeys.StartOf(query.Tenant);
        if (query.After is { } after)
        {
            var (partition, key) = RowKeys.Of(query.Tenant, after);
            if (after.Shard >= shards)
            {
                await foreach (var entity in Query(query, Inside(query, partition, key), cancellationToken))
                    yield return entity;
            }

            var rest = after.Shard < shards ? ReadHourAsync(query, after.AcceptedAt, key, cancellationToken) : Query(query, RowKeys.Between(partition, RowKeys.EndOfHour(query.Tenant, after.AcceptedAt)), cancellationToken);
            await foreach (var entity in rest)
                yield return entity;
            start = RowKeys.EndOfHour(query.Tenant, after.AcceptedAt);
        }

        while (await FirstAsync(query, RowKeys.Between(start, EndOf(query)), cancellationToken) is { } newest)
        {
            var hour = RowKeys.HourOf(newest.PartitionKey);
            await foreach (var entity in ReadHourAsync(query, hour, key: "", cancellationToken))
                yield return entity;
            start = RowKeys.EndOfHour(query.Tenant, hour);
        }
    }

    private async IAsyncEnumerable<TableEntity> ReadHourAsync(StatusQuery query, DateTimeOffset hour, string key, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var next = new PriorityQueue<IAsyncEnumerator<TableEntity>, string>(StringComparer.Ordinal);
        var streams = Enumerable.Range(0, shards)
            .Select(shard => Query(query, Inside(query, RowKeys.Partition(query.Tenant, hour, shard), key), cancellationToken).GetAsyncEnumerator(cancellationToken))
            .ToList();
        try
        {
            var hasRows = await Task.WhenAll(streams.Select(stream => stream.MoveNextAsync().AsTask()));
            foreach (var (stream, hasRow) in streams.Zip(hasRows))
            {
                if (hasRow)
                    next.Enqueue(stream, stream.Current.RowKey);
            }

            while (next.TryDequeue(out var stream, out _))
            {
                yield return stream.Current;
                if (await stream.MoveNextAsync())
                    next.Enqueue(stream, stream.Current.RowKey);
            }
        }
        finally
        {
            foreach (var stream in streams)
                await stream.DisposeAsync();
        }

        var unused = RowKeys.Between(RowKeys.Partition(query.Tenant, hour, shards - 1), RowKeys.EndOfHour(query.Tenant, hour));
        await foreach (var entity in Query(query, unused, cancellationToken))
            yield return entity;
    }

    private async Task<TableEntity?> FirstAsync(StatusQuery query, string range, CancellationToken cancellationToken) =>
        await Query(query, range, cancellationToken, perPage: 1).FirstOrDefaultAsync(cancellationToken);

    private IAsyncEnumerable<TableEntity> Query(StatusQuery query, string range, CancellationToken cancellationToken, int? perPage = null) =>
        table.QueryAsync<TableEntity>(
            range,
            maxPerPage: perPage ?? (query.IsFiltered ? null : query.Limit + 1),
            cancellationToken: cancellationToken);

    private static string EndOf(StatusQuery query) =>
        query.Oldest is { } oldest ? RowKeys.EndOfHour(query.Tenant, oldest.AcceptedAt) : RowKeys.EndOf(query.Tenant);

    private static string Inside(StatusQuery query, string partition, string afterKey) =>
        TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey gt {afterKey}")
        + (query.Oldest is { } oldest ? TableClient.CreateQueryFilter($" and RowKey le {oldest.CountedDown()}") : RowKeys.RowsOnly);
}
