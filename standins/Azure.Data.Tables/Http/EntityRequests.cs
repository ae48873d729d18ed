using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Azure.Core;
using Azure.Data.Tables.Edm;

namespace Azure.Data.Tables.Http;

/// <summary>The requests about single entities of one table, alone or as parts of a transaction.</summary>
internal sealed class EntityRequests(TableEndpoint endpoint, string table)
{
    private readonly string _table = Uri.EscapeDataString(table);

    public HttpMessage Insert(ITableEntity entity)
    {
        Check(entity);
        var message = endpoint.CreateMessage(RequestMethod.Post, _table, Body(entity));
        message.Request.Headers.Add("Prefer", "return-no-content");
        return message;
    }

    public HttpMessage Write(ITableEntity entity, TableUpdateMode mode, ETag ifMatch)
    {
        Check(entity);
        var method = mode switch
        {
            TableUpdateMode.Merge => RequestMethod.Patch,
            TableUpdateMode.Replace => RequestMethod.Put,
            _ => throw new ArgumentException($"Unexpected value for {nameof(mode)}: {mode}"),
        };
        var message = endpoint.CreateMessage(method, Path(entity.PartitionKey, entity.RowKey), Body(entity));
        if (ifMatch != default)
            message.Request.Headers.Add(HttpHeader.Names.IfMatch, ifMatch.ToString());
        return message;
    }

    public HttpMessage Delete(string partitionKey, string rowKey, ETag ifMatch)
    {
        var message = endpoint.CreateMessage(RequestMethod.Delete, Path(partitionKey, rowKey));
        message.Request.Headers.Add(HttpHeader.Names.IfMatch, ifMatch == default ? "*" : ifMatch.ToString());
        return message;
    }

    public HttpMessage Get(string partitionKey, string rowKey, string select) =>
        endpoint.CreateMessage(RequestMethod.Get, Path(partitionKey, rowKey) + new ODataQuery().With("$select", select));

    public HttpMessage Of(TableTransactionAction action) => action.ActionType switch
    {
        TableTransactionActionType.Add => Insert(action.Entity),
        TableTransactionActionType.Delete => Delete(action.Entity.PartitionKey, action.Entity.RowKey, action.ETag),
        TableTransactionActionType.UpdateMerge => Write(action.Entity, TableUpdateMode.Merge, action.ETag),
        TableTransactionActionType.UpdateReplace => Write(action.Entity, TableUpdateMode.Replace, action.ETag),
        TableTransactionActionType.UpsertMerge => Write(action.Entity, TableUpdateMode.Merge, default),
        TableTransactionActionType.UpsertReplace => Write(action.Entity, TableUpdateMode.Replace, default),
        _ => throw new InvalidOperationException("Unknown request type."),
    };

    private string Path(string partitionKey, string rowKey)
    {
        ArgumentNullException.ThrowIfNull(partitionKey);
        ArgumentNullException.ThrowIfNull(rowKey);
        return $"{_table}(PartitionKey='{Key(partitionKey)}',RowKey='{Key(rowKey)}')";
    }

    private static string Key(string key) => Uri.EscapeDataString(ODataFilter.Escape(key));

    private static void Check(ITableEntity entity)
    {
        ArgumentNullException.ThrowIfNull(entity);
        ArgumentNullException.ThrowIfNull(entity.PartitionKey);
        ArgumentNullException.ThrowIfNull(entity.RowKey);
    }

    // Not from a pool: after a cancelled send the transport may still be reading it.
    private static RequestContent Body(ITableEntity entity)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer))
            EntityShape.Of(entity.GetType()).Write(writer, entity);

        // As an array: of any other memory Azure.Core makes a copy for each try.
        return MemoryMarshal.TryGetArray(buffer.WrittenMemory, out var written)
            ? RequestContent.Create(written.Array, written.Offset, written.Count)
            : RequestContent.Create(buffer.WrittenMemory);
    }
}
