using System.Net;
using Azure;
using Azure.Data.Tables;
using EmailDispatch.Storage;

namespace EmailDispatch.Webhooks;

/// <summary>
/// The log of one endpoint in the table <c>WebhookLog</c>, whose partitions are the endpoints' ids: its events, numbered without gaps, their results, and
/// which instance may post them. Every write of this class is one transaction that updates the state row at the version that was read. Of two concurrent
/// instances one succeeds, and the other reads again and retries. Operations that arrive while a transaction is in flight are sent together in the next.
/// </summary>
internal sealed class EndpointLog(TableClient table, string endpoint, string instance, TimeProvider time)
{
    public const string TableName = "WebhookLog";

    /// <summary>How long an instance may post alone; renewed with every write. A round of posts takes less.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    // After this many lost races an operation fails; the search finds its work again.
    private const int MaxRaces = 100;

    private readonly LinkedList<LogOperation> _waiting = [];
    private bool _isBusy;
    private LogState? _state;

    /// <summary>Logs events, in order, and takes the lease if it is free.</summary>
    /// <returns>The events that were not logged before, with their numbers, and whether this instance holds the lease.</returns>
    public async Task<(IReadOnlyList<LoggedEvent> Added, bool IsOurs)> AppendAsync(IReadOnlyList<LoggedEvent> events, CancellationToken cancellationToken)
    {
        var added = new List<LoggedEvent>();
        foreach (var part in events.Chunk(LogAppend.MaxEvents))
            added.AddRange(await EnqueueAsync(new LogAppend(endpoint, part), cancellationToken));
        return (added, IsOurs(_state));
    }

    /// <summary>Takes the lease, if it is free.</summary>
    /// <returns>The state; null if another instance holds the lease.</returns>
    public Task<LogState?> TakeTurnAsync(CancellationToken cancellationToken)
    {
        // A lease that was renewed recently needs no write.
        if (_state is { } known && IsOurs(known) && known.OwnedUntil - time.GetUtcNow() > Lease * 0.8)
            return Task.FromResult<LogState?>(known);

        return EnqueueAsync(new LogUpdate(state => IsOurs(state) || state.IsFree(time.GetUtcNow()) ? state with { Owner = instance } : null, []), cancellationToken);
    }

    /// <summary>Changes the state and writes rows, if this instance holds the lease.</summary>
    /// <returns>The new state; null if another instance holds the lease by now.</returns>
    public Task<LogState?> RecordAsync(Func<LogState, LogState> change, IReadOnlyList<TableTransactionAction> rows, CancellationToken cancellationToken) =>
        EnqueueAsync(new LogUpdate(state => IsOurs(state) ? change(state) : null, rows), cancellationToken);

    /// <summary>Whether this instance holds the lease according to a state.</summary>
    public bool IsOurs(LogState? state) => state?.Owner == instance;

    public async Task<LogState> ReadStateAsync(CancellationToken cancellationToken) =>
        await table.FindAsync(endpoint, LogState.Key, cancellationToken) is { } row ? LogState.FromEntity(row) : new LogState();

    /// <summary>Reads the events in a range of numbers, in order; purged ones are missing.</summary>
    public async Task<IReadOnlyList<LoggedEvent>> ReadAsync(long first, long last, CancellationToken cancellationToken)
    {
        var rows = await table.QueryAsync<TableEntity>(LogRows.EventsBetween(endpoint, first, last), cancellationToken: cancellationToken).ToListAsync(cancellationToken);
        return [.. rows.Select(LogRows.ToEvent).OrderBy(told => told.Sequence)];
    }

    public async Task<LoggedEvent?> FindAsync(long sequence, CancellationToken cancellationToken) =>
        await table.FindAsync(endpoint, LogRows.EventKey(sequence), cancellationToken) is { } row ? LogRows.ToEvent(row) : null;

    /// <summary>Reads the waiting events, in order.</summary>
    public async Task<List<WaitingEvent>> ReadWaitingAsync(CancellationToken cancellationToken) =>
        await table.QueryAsync<TableEntity>(LogRows.Query(endpoint, LogRows.Waits), cancellationToken: cancellationToken).Select(LogRows.ToWaiting).ToListAsync(cancellationToken);

    private Task<T> EnqueueAsync<T>(LogOperation<T> operation, CancellationToken cancellationToken)
    {
        bool isFirst;
        lock (_waiting)
        {
            _waiting.AddLast(operation);
            isFirst = !_isBusy;
            _isBusy = true;
        }

        if (isFirst)
            _ = CommitAllAsync();
        return operation.Done.WaitAsync(cancellationToken);
    }

    private async Task CommitAllAsync()
    {
        while (TakeGroup() is { Count: > 0 } group)
        {
            try
            {
                await CommitAsync(group);
            }
#pragma warning disable CA1031 // Each caller gets it.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                // The transaction may or may not have been committed.
                _state = null;
                group.ForEach(operation => operation.Fail(fault));
            }
        }
    }

    private List<LogOperation> TakeGroup()
    {
        lock (_waiting)
        {
            // The state row counts too.
            var (group, rows) = (new List<LogOperation>(), 1);
            while (_waiting.First is { } first && (group.Count == 0 || rows + first.Value.MaxRows <= Transactions.MaxRows))
            {
                rows += first.Value.MaxRows;
                group.Add(first.Value);
                _waiting.RemoveFirst();
            }

            _isBusy = group.Count > 0;
            return group;
        }
    }

    private async Task CommitAsync(List<LogOperation> group)
    {
        for (var races = 0; races < MaxRaces; races++)
        {
            _state ??= await ReadStateAsync(CancellationToken.None);
            var now = time.GetUtcNow();
            var (next, actions, owners) = (_state, new List<TableTransactionAction>(), new List<LogOperation>());
            foreach (var operation in group.ToList())
            {
                var rows = new List<TableTransactionAction>();
                if (operation.Prepare(next, rows) is not { } changed)
                {
                    group.Remove(operation);
                    continue;
                }

                // A transaction can neither name a row twice nor exceed its size limit: the rest waits for the next one.
                if (actions.Count > 0 && (actions.Sum(Size) + rows.Sum(Size) > Transactions.MaxBytes || rows.Exists(row => actions.Exists(a => a.Entity.RowKey == row.Entity.RowKey))))
                {
                    Return(group, operation);
                    break;
                }

                next = changed;
                actions.AddRange(rows);
                owners.AddRange(rows.Select(_ => operation));
            }

            if (group.Count == 0)
                return;
            if (group.Exists(operation => operation is LogAppend) && next.IsFree(now) && next.HasWork(now))
                next = next with { Owner = instance };
            if (next.Owner == instance)
                next = next with { OwnedUntil = now + Lease };

            var state = next.ToEntity(endpoint);
            try
            {
                var first = _state.ETag == default ? new TableTransactionAction(TableTransactionActionType.Add, state) : new TableTransactionAction(TableTransactionActionType.UpdateReplace, state, _state.ETag);
                var responses = await table.SubmitTransactionAsync([first, .. actions], CancellationToken.None);
                _state = next with { ETag = responses.Value[0].Version() };
                group.ForEach(operation => operation.Succeed(_state));
                return;
            }
            catch (TableTransactionFailedException refused) when (refused.FailedTransactionActionIndex is { } index && StorageFaults.IsLost(refused))
            {
                if (index == 0)
                    _state = null;
                else
                    owners[index - 1].Refused(actions[index - 1].Entity.RowKey);
            }
        }

        throw new RequestFailedException((int)HttpStatusCode.Conflict, $"The log of the endpoint {endpoint} is written by too many at once.");
    }

    private void Return(List<LogOperation> group, LogOperation from)
    {
        var at = group.IndexOf(from);
        lock (_waiting)
        {
            foreach (var operation in Enumerable.Reverse(group[at..]))
                _waiting.AddFirst(operation);
        }

        group.RemoveRange(at, group.Count - at);
    }

    private static int Size(TableTransactionAction action) => Transactions.SizeOf(action.Entity);
}
