using System.Net;
using Azure;
using Azure.Data.Tables;
using EmailDispatch.Storage;

namespace EmailDispatch.Status;

/// <summary>
/// Commits writes of rows in groups. A write to an idle partition is sent at once. Writes that arrive while one is in flight wait for it and are then sent
/// together as one entity group transaction: the busier a partition, the fewer requests an email costs, and no write waits for a timer.
/// <para>
/// One refused write refuses the whole transaction. That write fails and the others are sent again without it; after several refusals in a row, each of
/// the rest is sent alone. So no write fails because of another. A row and the events of its change are one write.
/// </para>
/// </summary>
internal sealed class RowWrites(TableClient table)
{
    private const int MaxRefusals = 3;

    // The partitions with a write in flight, and the writes that wait for it.
    private readonly Dictionary<string, LinkedList<RowWrite>> _waiting = new(StringComparer.Ordinal);

    /// <summary>Writes rows of one partition, each at most once. Cancellation ends only the wait; the writes may still happen.</summary>
    /// <returns>The new version of each row; null if it was changed by another write, or exists already.</returns>
    /// <exception cref="RequestFailedException">A write failed; the others may have succeeded.</exception>
    public Task<ETag?[]> TryWriteAsync(IReadOnlyList<RowChange> writes, CancellationToken cancellationToken)
    {
        var partition = writes[0].Row.Entity.PartitionKey;
        var pending = writes.Select(write => new RowWrite(write)).ToList();
        bool isBusy;
        lock (_waiting)
        {
            isBusy = _waiting.TryGetValue(partition, out var line);
            if (!isBusy)
                _waiting.Add(partition, line = new LinkedList<RowWrite>());
            foreach (var write in pending)
                line!.AddLast(write);
        }

        // Outside the lock, because it writes JSON and signs the request before its first await.
        if (!isBusy)
            _ = CommitAllAsync(partition);
        return Task.WhenAll(pending.Select(write => write.Answer)).WaitAsync(cancellationToken);
    }

    private async Task CommitAllAsync(string partition)
    {
        while (TakeGroup(partition) is { Count: > 0 } group)
            await CommitAsync(group);
    }

    /// <summary>Takes the next group; if nothing waits, the partition becomes idle.</summary>
    private List<RowWrite> TakeGroup(string partition)
    {
        var group = new List<RowWrite>();
        var rows = new HashSet<string>(StringComparer.Ordinal);
        var (bytes, count) = (0L, 0);
        lock (_waiting)
        {
            var line = _waiting[partition];
            for (var node = line.First; node is not null && count < Transactions.MaxRows;)
            {
                var (write, next) = (node.Value, node.Next);
                if (group.Count > 0 && (bytes + write.MaxBytes > Transactions.MaxBytes || count + write.Actions.Count > Transactions.MaxRows))
                    break;

                // A transaction can name a row only once.
                if (rows.Add(write.Actions[0].Entity.RowKey))
                {
                    group.Add(write);
                    (bytes, count) = (bytes + write.MaxBytes, count + write.Actions.Count);
                    line.Remove(node);
                }

                node = next;
            }

            if (group.Count == 0)
                _waiting.Remove(partition);
        }

        return group;
    }

    private async Task CommitAsync(List<RowWrite> group)
    {
        for (var refusals = 0; group.Count > 1 && refusals < MaxRefusals; refusals++)
        {
            try
            {
                var responses = await table.SubmitTransactionAsync(group.SelectMany(write => write.Actions));
                var at = 0;
                foreach (var write in group)
                {
                    write.Done(responses.Value[at]);
                    at += write.Actions.Count;
                }

                return;
            }
            catch (TableTransactionFailedException refused) when (Find(group, refused.FailedTransactionActionIndex) is { } failed)
            {
                failed.Fail(refused);
                group.Remove(failed);
            }
            catch (RequestFailedException refused) when (refused.Status is (int)HttpStatusCode.BadRequest or (int)HttpStatusCode.RequestEntityTooLarge || StorageFaults.IsLost(refused))
            {
                break;
            }
#pragma warning disable CA1031 // Each caller gets it.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                group.ForEach(write => write.Fail(fault));
                return;
            }
        }

        await Task.WhenAll(group.Select(CommitAloneAsync));
    }

    private async Task CommitAloneAsync(RowWrite write)
    {
        try
        {
            var action = write.Actions[0];
            write.Done(write.Actions.Count > 1 ? (await table.SubmitTransactionAsync(write.Actions)).Value[0] : action.ActionType switch
            {
                TableTransactionActionType.Add => await table.AddEntityAsync(action.Entity),
                TableTransactionActionType.Delete => await table.DeleteEntityAsync(action.Entity.PartitionKey, action.Entity.RowKey, action.ETag),
                _ => await table.UpdateEntityAsync(action.Entity, action.ETag, TableUpdateMode.Merge),
            });
        }
#pragma warning disable CA1031 // The caller gets it.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            write.Fail(fault);
        }
    }

    private static RowWrite? Find(List<RowWrite> group, int? action)
    {
        var end = 0;
        return group.Find(write => action < (end += write.Actions.Count));
    }

    /// <summary>A waiting write, and its result.</summary>
    private sealed class RowWrite(RowChange change)
    {
        // Continuations run on another thread, because the completing one has the next group to send.
        private readonly TaskCompletionSource<ETag?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IReadOnlyList<TableTransactionAction> Actions { get; } = change.Event is { } added ? [change.Row, added] : [change.Row];

        public Task<ETag?> Answer => _answer.Task;

        public int MaxBytes { get; } = Transactions.SizeOf(change.Row.Entity) + (change.Event is { } added ? Transactions.SizeOf(added.Entity) : 0);

        // A deleted row has no version.
        public void Done(Response response) => _answer.SetResult(change.Row.ActionType == TableTransactionActionType.Delete ? ETag.All : response.Version());

        public void Fail(Exception fault)
        {
            if (fault is RequestFailedException refused && StorageFaults.IsLost(refused))
                _answer.TrySetResult(null);
            else
                _answer.TrySetException(fault);
        }
    }
}

/// <summary>A change of one row: add it, merge into the version that is changed, or delete it.</summary>
/// <param name="Row">The row's part of the transaction.</param>
/// <param name="Event">The outbox entry that is added with it; null if there are no events.</param>
internal sealed record RowChange(TableTransactionAction Row, TableTransactionAction? Event = null);
