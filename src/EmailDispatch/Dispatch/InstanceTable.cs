using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using EmailDispatch.Storage;

namespace EmailDispatch.Dispatch;

/// <summary>The table <c>Instances</c>: the lease of each instance that sends.</summary>
public sealed class InstanceTable(TableServiceClient tables)
{
    public const string TableName = "Instances";

    private const string Partition = "lease";
    private const string Until = "Until";

    private readonly TableClient _table = tables.GetTableClient(TableName);

    /// <summary>Inserts or updates a row. Only its own instance writes it and others only delete it, so no version is compared.</summary>
    /// <returns>Whether it is stored; false if it was to be updated and has been deleted.</returns>
    internal async Task<bool> TryWriteAsync(InstanceRow row, bool isNew, CancellationToken cancellationToken)
    {
        var entity = new TableEntity(Partition, row.Id) { [Until] = row.Until };
        if (!isNew)
            return await _table.TryUpdateAsync(entity, ETag.All, TableUpdateMode.Replace, cancellationToken) is not null;
        await _table.UpsertEntityAsync(entity, TableUpdateMode.Replace, cancellationToken);
        return true;
    }

    internal async Task<InstanceRow?> ReadAsync(string id, CancellationToken cancellationToken)
    {
        return await _table.FindAsync(Partition, id, cancellationToken) is { } row ? FromEntity(row) : null;
    }

    internal async IAsyncEnumerable<InstanceRow> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var entity in _table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {Partition}"), cancellationToken: cancellationToken))
            yield return FromEntity(entity);
    }

    /// <summary>Deletes a row if it still has the version that was read; otherwise its instance is alive.</summary>
    internal Task DeleteAsync(InstanceRow row, CancellationToken cancellationToken) =>
        _table.TryDeleteAsync(Partition, row.Id, row.Version ?? ETag.All, cancellationToken);

    private static InstanceRow FromEntity(TableEntity entity) => new(entity.RowKey, entity.GetDateTimeOffset(Until) ?? DateTimeOffset.MinValue, entity.ETag);
}

/// <summary>The lease of an instance. It can be renewed; the version is null for the instance itself, which does not read its row.</summary>
internal sealed record InstanceRow(string Id, DateTimeOffset Until, ETag? Version = null);
