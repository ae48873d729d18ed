using Azure.Data.Tables;

namespace EmailDispatch.Webhooks;

/// <summary>A write to an endpoint's log.</summary>
internal abstract class LogOperation<T> : LogOperation
{
    // Continuations run on another thread, because the completing one has the next transaction to send.
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Done => _done.Task;

    public override void Fail(Exception fault) => _done.TrySetException(fault);

    protected void Complete(T result) => _done.TrySetResult(result);
}

/// <inheritdoc cref="LogOperation{T}"/>
internal abstract class LogOperation
{
    public abstract int MaxRows { get; }

    public abstract void Fail(Exception fault);

    /// <summary>Adds its rows to a transaction.</summary>
    /// <returns>The changed state; null if nothing is left to write, and the operation is complete.</returns>
    public abstract LogState? Prepare(LogState state, List<TableTransactionAction> actions);

    /// <summary>Called when the transaction is committed.</summary>
    public abstract void Succeed(LogState state);

    /// <summary>Called when storage refused one of its rows.</summary>
    public abstract void Refused(string rowKey);
}

/// <summary>Logs events, in order. Events that are already logged are skipped.</summary>
internal sealed class LogAppend(string partition, IReadOnlyList<LoggedEvent> events) : LogOperation<IReadOnlyList<LoggedEvent>>
{
    /// <summary>The most events of one operation, with two rows each.</summary>
    public const int MaxEvents = 40;

    private List<LoggedEvent> _events = [.. events];

    public override int MaxRows => _events.Count * 2;

    public override LogState? Prepare(LogState state, List<TableTransactionAction> actions)
    {
        if (_events.Count == 0)
        {
            Complete([]);
            return null;
        }

        _events = [.. _events.Select((told, n) => told with { Sequence = state.Last + n + 1 })];
        foreach (var told in _events)
        {
            actions.Add(new TableTransactionAction(TableTransactionActionType.Add, LogRows.ToIdEntity(partition, told)));
            actions.Add(new TableTransactionAction(TableTransactionActionType.Add, LogRows.ToEntity(partition, told)));
        }

        return state with { Last = state.Last + _events.Count };
    }

    public override void Succeed(LogState state) => Complete(_events);

    public override void Refused(string rowKey) => _events.RemoveAll(told => LogRows.IdKey(told.Id) == rowKey || LogRows.EventKey(told.Sequence) == rowKey);
}

/// <summary>Changes the state and writes rows with it; nothing if <paramref name="change"/> returns null.</summary>
internal sealed class LogUpdate(Func<LogState, LogState?> change, IReadOnlyList<TableTransactionAction> rows) : LogOperation<LogState?>
{
    private readonly List<TableTransactionAction> _rows = [.. rows];

    public override int MaxRows => _rows.Count;

    public override LogState? Prepare(LogState state, List<TableTransactionAction> actions)
    {
        if (change(state) is not { } changed)
        {
            Complete(null);
            return null;
        }

        actions.AddRange(_rows);
        return changed;
    }

    public override void Succeed(LogState state) => Complete(state);

    // The row was purged, or removed by an earlier attempt.
    public override void Refused(string rowKey) => _rows.RemoveAll(row => row.Entity.RowKey == rowKey);
}
