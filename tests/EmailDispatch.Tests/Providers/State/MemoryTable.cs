using System.Globalization;
using Azure;
using Azure.Core;
using Azure.Data.Tables;

namespace EmailDispatch.Tests.Providers.State;

/// <summary>
/// A table in memory, with versions and a clock, that counts its operations and fails on request: a storage outage cannot be provoked
/// otherwise.
/// </summary>
internal sealed class MemoryTable : TableClient
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string, string), TableEntity> _rows = [];
    private int _version;

    /// <summary>Thrown by every operation while it is set.</summary>
    public Exception? Fault { get; set; }

    /// <summary>What happens between an insertion and its answer.</summary>
    public Func<CancellationToken, Task> OnInserted { get; set; } = _ => Task.CompletedTask;

    /// <summary>What happens just before an update.</summary>
    public Action OnUpdate { get; set; } = () => { };

    /// <summary>Storage's own clock.</summary>
    public DateTimeOffset ServerTime { get; set; } = new(2026, 3, 10, 8, 0, 0, TimeSpan.Zero);

    /// <summary>Queries complete only after this.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>Rows are inserted or replaced only after this.</summary>
    public Task UpsertGate { get; set; } = Task.CompletedTask;

    /// <summary>The filters of all queries, including failed ones.</summary>
    public List<string> Filters { get; } = [];

    /// <summary>Whether others may run before an operation and before its answer.</summary>
    public bool Yields { get; set; }

    /// <summary>Whether every write finds that another was faster.</summary>
    public bool IsContended { get; set; }

    public int Reads { get; private set; }

    public int Queries { get; private set; }

    public int Writes { get; private set; }

    public int Operations => Reads + Queries + Writes;

    public int Count
    {
        get
        {
            lock (_lock)
                return _rows.Count;
        }
    }

    public IReadOnlyList<TableEntity> Rows
    {
        get
        {
            lock (_lock)
                return [.. _rows.Values];
        }
    }

    public TableEntity? Find(string partition, string key)
    {
        lock (_lock)
            return _rows.GetValueOrDefault((partition, key));
    }

    public void Remove(string partition, string key)
    {
        lock (_lock)
            _rows.Remove((partition, key));
    }

    public override Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default) => Do<NullableResponse<T>>(() =>
        {
            Reads++;
            return _rows.TryGetValue((partitionKey, rowKey), out var row)
                ? Response.FromValue((T)(ITableEntity)Copy(row), new Answer(200, ServerTime))
                : new Nothing<T>(ServerTime);
        });

    public override async Task<Response> AddEntityAsync<T>(T entity, CancellationToken cancellationToken = default)
    {
        var answer = await Do<Response>(() =>
        {
            Writes++;
            return _rows.ContainsKey((entity.PartitionKey, entity.RowKey)) ? throw new RequestFailedException(409, "exists") : Store(entity);
        });
        await OnInserted(cancellationToken);
        return answer;
    }

    public override Task<Response> UpdateEntityAsync<T>(
        T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default) => Do<Response>(() =>
        {
            Writes++;
            OnUpdate();
            if (!_rows.TryGetValue((entity.PartitionKey, entity.RowKey), out var row))
                throw new RequestFailedException(404, "missing", "ResourceNotFound", null);
            if ((ifMatch != ETag.All && row.ETag != ifMatch) || IsContended)
                throw new RequestFailedException(412, "changed");
            return Store(mode == TableUpdateMode.Replace ? entity : Merged(row, (TableEntity)(ITableEntity)entity));
        });

    public override async Task<Response> UpsertEntityAsync<T>(T entity, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
    {
        await UpsertGate;
        return await Do<Response>(() =>
        {
            Writes++;
            return Store(entity);
        });
    }

    public override Task<Response> DeleteEntityAsync(
        string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default) => Do<Response>(() =>
        {
            Writes++;
            if (ifMatch != default && ifMatch != ETag.All && _rows.TryGetValue((partitionKey, rowKey), out var row) && row.ETag != ifMatch)
                throw new RequestFailedException(412, "changed");
            return new Answer(_rows.Remove((partitionKey, rowKey)) ? 204 : 404, ServerTime);
        });

    public override async Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(
        IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default)
    {
        var answer = await Do(() =>
        {
            Writes++;
            var actions = transactionActions.ToList();
            foreach (var (n, action) in actions.Index())
            {
                var found = _rows.GetValueOrDefault((action.Entity.PartitionKey, action.Entity.RowKey));
                if (action.ActionType == TableTransactionActionType.Add ? found is not null : found is null)
                    throw Refused(n, found is null ? 404 : 409, "exists or is missing");
                if (found is not null && action.ETag != default && action.ETag != ETag.All && action.ETag != found.ETag)
                    throw Refused(n, 412, "changed");
            }

            return Response.FromValue<IReadOnlyList<Response>>([.. actions.Select(Apply)], new Answer(202, ServerTime));
        });
        await OnInserted(cancellationToken);
        return answer;
    }

    public override AsyncPageable<T> QueryAsync<T>(
        string? filter = null, int? maxPerPage = null, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
    {
        lock (_lock)
            Filters.Add(filter ?? "");
        return new FoundRows<T>(this, filter?.Split(" and ") ?? []);
    }

    private static TableTransactionFailedException Refused(int action, int status, string message) =>
        new(new RequestFailedException(status, string.Create(CultureInfo.InvariantCulture, $"{action}:{message}")));

    private Answer Apply(TableTransactionAction action)
    {
        if (action.ActionType != TableTransactionActionType.Delete)
            return Store(action.Entity);
        _rows.Remove((action.Entity.PartitionKey, action.Entity.RowKey));
        return new Answer(204, ServerTime);
    }

    private static bool Matches(TableEntity row, string condition) => condition.Split(' ', 3) switch
    {
        [var column, "eq", ['\'', .. var text, '\'']] => $"{row[column]}" == text,
        [var column, "ge", ['\'', .. var from, '\'']] => string.CompareOrdinal($"{row[column]}", from) >= 0,
        [var column, "gt", ['\'', .. var last, '\'']] => string.CompareOrdinal($"{row[column]}", last) > 0,
        [var column, "lt", ['\'', .. var to, '\'']] => string.CompareOrdinal($"{row[column]}", to) < 0,
        ["Timestamp", "ge", var time] => row.Timestamp >= DateTimeOffset.Parse(time["datetime".Length..].Trim('\''), CultureInfo.InvariantCulture),
        _ => throw new NotSupportedException(condition),
    };

    private async Task<T> Do<T>(Func<T> operation)
    {
        if (Yields)
            await Task.Yield();
        try
        {
            lock (_lock)
                return Fault is null ? operation() : throw Fault;
        }
        finally
        {
            if (Yields)
                await Task.Yield();
        }
    }

    private Answer Store(ITableEntity entity)
    {
        var row = Copy((TableEntity)entity);
        row.Timestamp = ServerTime;
        row.ETag = new ETag(string.Create(CultureInfo.InvariantCulture, $"W/\"{++_version}\""));
        _rows[(row.PartitionKey, row.RowKey)] = row;
        return new Answer(204, ServerTime, row.ETag.ToString());
    }

    private static TableEntity Copy(TableEntity row) => new(row);

    private static TableEntity Merged(TableEntity row, TableEntity changes)
    {
        var merged = Copy(row);
        foreach (var (column, value) in changes)
            merged[column] = value;
        return merged;
    }

    private sealed class FoundRows<T>(MemoryTable table, string[] conditions) : AsyncPageable<T>
        where T : notnull
    {
        public override async IAsyncEnumerable<Page<T>> AsPages(string? continuationToken = null, int? pageSizeHint = null)
        {
            await table.Gate;
            var rows = await table.Do(() =>
            {
                table.Queries++;
                return table._rows.Values.Where(row => Array.TrueForAll(conditions, condition => Matches(row, condition))).Select(row => (T)(ITableEntity)Copy(row)).ToList();
            });
            yield return Page<T>.FromValues(rows, null, new Answer(200, table.ServerTime));
        }
    }

    private sealed class Answer(int status, DateTimeOffset serverTime, string? etag = null) : Response
    {
        public override int Status => status;

        public override string ReasonPhrase => "";

        public override Stream? ContentStream { get; set; }

        public override string ClientRequestId { get; set; } = "";

        public override void Dispose()
        {
        }

        protected override bool TryGetHeader(string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value)
        {
            value = name switch { "ETag" => etag, "Date" => serverTime.ToString("R", CultureInfo.InvariantCulture), _ => null };
            return value is not null;
        }

        protected override bool TryGetHeaderValues(string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IEnumerable<string>? values)
        {
            values = TryGetHeader(name, out var value) ? [value] : null;
            return values is not null;
        }

        protected override bool ContainsHeader(string name) => TryGetHeader(name, out _);

        protected override IEnumerable<HttpHeader> EnumerateHeaders() => etag is null ? [] : [new HttpHeader("ETag", etag)];
    }

    private sealed class Nothing<T>(DateTimeOffset serverTime) : NullableResponse<T>
    {
        public override bool HasValue => false;

        public override T Value => throw new InvalidOperationException();

        public override Response GetRawResponse() => new Answer(404, serverTime);
    }
}
