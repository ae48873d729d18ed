using Azure.Data.Tables;

namespace EmailDispatch.Webhooks;

/// <summary>Something to be written to an endpoint's log.</summary>
internal abstract class LogOperation<T> : LogOperation
{
    // Continuations run elsewhere: whoever completes this has the next transaction to send.
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Done => _done.Task;

    public override void Fail(Exception fault) => _done.TrySetException(fault);

    protected void Complete(T result) => _done.TrySetResult(result);
}

/// <inheritdoc cref="LogOperation{T}"/>
internal abstract class LogOperation
{
    /// <summary>The most rows that it writes.</summary>
    public abstract int MaxRows { get; }

    public abstract void Fail(Exception fault);

    /// <summary>Adds what it writes to a transaction.</summary>
    /// <returns>The state with its change; null if it has nothing to write any more, and is complete.</returns>
    public abstract LogState? Prepare(LogState state, List<TableTransactionAction> actions);

    /// <summary>Is told that the transaction is done.</summary>
    public abstract void Succeed(LogState state);

    /// <summary>Is told that storage refused one of its rows.</summary>
    public abstract void Refused(string rowKey);
}

/// <summary>Logs events, in order. One that is there already is left out.</summary>
internal sealed class LogAppend(string partition, IReadOnlyList<LoggedEvent> events) : LogOperation<IReadOnlyList<LoggedEvent>>
{
    /// <summary>The most events: two rows each.</summary>
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

/// <summary>Changes the state, and writes rows with it.</summary>
/// <param name="change">The new state of the present one; null for none, if another instance has the turn.</param>
/// <param name="rows">The rows.</param>
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

    // It was purged, or removed by an earlier try.
    public override void Refused(string rowKey) => _rows.RemoveAll(row => row.Entity.RowKey == rowKey);
}
