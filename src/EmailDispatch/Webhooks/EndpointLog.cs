using System.Net;
using Azure;
using Azure.Data.Tables;
using EmailDispatch.Storage;

namespace EmailDispatch.Webhooks;

/// <summary>
/// The log of one endpoint in the table <c>WebhookLog</c>: its events, numbered without gaps, what became of them, and whose turn it is to post them.
/// Every change is one transaction with the state row, from the version that was read: of two instances one wins, and the other reads and tries
/// again. What arrives while a transaction is in flight goes into the next one together.
/// </summary>
/// <param name="table">The table.</param>
/// <param name="endpoint">The endpoint's id, which is the partition.</param>
/// <param name="instance">This process.</param>
/// <param name="time">The clock.</param>
internal sealed class EndpointLog(TableClient table, string endpoint, string instance, TimeProvider time)
{
    /// <summary>The name of the table with the logs of all endpoints.</summary>
    public const string TableName = "WebhookLog";

    /// <summary>For how long an instance posts alone; renewed with every write. A round of posts takes less.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    // An instance that loses as often to others gives up for now: what it had to write is found again.
    private const int MaxRaces = 100;

    private readonly LinkedList<LogOperation> _waiting = [];
    private bool _isBusy;
    private LogState? _state;

    /// <summary>Logs events, in order, and takes the turn to post them if nobody has it.</summary>
    /// <returns>Those that were not there yet, with their numbers; and whether it is this instance's turn.</returns>
    public async Task<(IReadOnlyList<LoggedEvent> Added, bool IsOurs)> AppendAsync(IReadOnlyList<LoggedEvent> events, CancellationToken cancellationToken)
    {
        var added = new List<LoggedEvent>();
        foreach (var part in events.Chunk(LogAppend.MaxEvents))
            added.AddRange(await EnqueueAsync(new LogAppend(endpoint, part), cancellationToken));
        return (added, IsOurs(_state));
    }

    /// <summary>Takes the turn to post, if nobody has it.</summary>
    /// <returns>The state; null if another instance has the turn.</returns>
    public Task<LogState?> TakeTurnAsync(CancellationToken cancellationToken)
    {
        // Whoever has just logged an event has it.
        if (_state is { } known && IsOurs(known) && known.OwnedUntil - time.GetUtcNow() > Lease * 0.8)
            return Task.FromResult<LogState?>(known);

        return EnqueueAsync(new LogUpdate(state => IsOurs(state) || state.IsFree(time.GetUtcNow()) ? state with { Owner = instance } : null, []), cancellationToken);
    }

    /// <summary>Writes what came of posting.</summary>
    /// <returns>The new state; null if another instance has the turn by now.</returns>
    public Task<LogState?> RecordAsync(Func<LogState, LogState> change, IReadOnlyList<TableTransactionAction> rows, CancellationToken cancellationToken) =>
        EnqueueAsync(new LogUpdate(state => IsOurs(state) ? change(state) : null, rows), cancellationToken);

    /// <summary>Whether a state says that it is this instance's turn.</summary>
    public bool IsOurs(LogState? state) => state?.Owner == instance;

    /// <summary>The state as storage has it.</summary>
    public async Task<LogState> ReadStateAsync(CancellationToken cancellationToken) =>
        await table.FindAsync(endpoint, LogState.Key, cancellationToken) is { } row ? LogState.FromEntity(row) : new LogState();

    /// <summary>The events of a range of numbers, in order; fewer where some were purged.</summary>
    public async Task<IReadOnlyList<LoggedEvent>> ReadAsync(long first, long last, CancellationToken cancellationToken)
    {
        var rows = await table.QueryAsync<TableEntity>(LogRows.EventsBetween(endpoint, first, last), cancellationToken: cancellationToken).ToListAsync(cancellationToken);
        return [.. rows.Select(LogRows.ToEvent).OrderBy(told => told.Sequence)];
    }

    /// <summary>An event by its number; null if there is none.</summary>
    public async Task<LoggedEvent?> FindAsync(long sequence, CancellationToken cancellationToken) =>
        await table.FindAsync(endpoint, LogRows.EventKey(sequence), cancellationToken) is { } row ? LogRows.ToEvent(row) : null;

    /// <summary>The events that wait for a further try, in order.</summary>
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
                // It may be done, or not.
                _state = null;
                group.ForEach(operation => operation.Fail(fault));
            }
        }
    }

    private List<LogOperation> TakeGroup()
    {
        lock (_waiting)
        {
            // The state is a row too.
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

                // The same event twice, or more than fits: the rest waits for the next transaction.
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
