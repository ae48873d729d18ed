using System.Net;
using Azure;
using Azure.Data.Tables;

namespace EmailDispatch.Status;

/// <summary>
/// Commits writes of rows in groups. A write whose partition is idle goes at once, alone. What arrives while one is in flight waits
/// for it and then goes together, as one entity group transaction: the busier a partition, the fewer requests an email costs, and
/// nobody waits for a timer.
/// <para>
/// A transaction is all or nothing, and one refused write refuses it. The refused one is told so and the others go again without it;
/// when several are refused in a row, each of the rest goes alone. No write suffers for its neighbour.
/// </para>
/// </summary>
internal sealed class RowWrites(TableClient table)
{
    // Both by https://learn.microsoft.com/rest/api/storageservices/performing-entity-group-transactions; the size with room for the frame.
    private const int MaxActions = 100;
    private const int MaxBytes = 3 * 1024 * 1024;

    private const int MaxRefusals = 3;

    // A partition is here while a write of it is in flight, with those that wait for that.
    private readonly Dictionary<string, LinkedList<RowWrite>> _waiting = new(StringComparer.Ordinal);

    /// <summary>Does one write.</summary>
    /// <param name="write">Add, or update with the version that is changed.</param>
    /// <param name="cancellationToken">The caller does not wait any longer; what is in flight may still be done.</param>
    /// <returns>The row's new version.</returns>
    /// <exception cref="RequestFailedException">As the table answered to this write.</exception>
    public Task<ETag> WriteAsync(TableTransactionAction write, CancellationToken cancellationToken)
    {
        var pending = new RowWrite(write);
        lock (_waiting)
        {
            if (_waiting.TryGetValue(write.Entity.PartitionKey, out var line))
            {
                line.AddLast(pending);
                return pending.Task.WaitAsync(cancellationToken);
            }

            _waiting.Add(write.Entity.PartitionKey, new LinkedList<RowWrite>());
        }

        // Outside the lock: up to its first wait it writes JSON, and signs it.
        _ = CommitAllAsync(write.Entity.PartitionKey, pending);
        return pending.Task.WaitAsync(cancellationToken);
    }

    private async Task CommitAllAsync(string partition, RowWrite first)
    {
        for (List<RowWrite> group = [first]; group.Count > 0; group = TakeGroup(partition))
            await CommitAsync(group);
    }

    /// <summary>What goes next; when nothing waits, the partition is idle from now on.</summary>
    private List<RowWrite> TakeGroup(string partition)
    {
        var group = new List<RowWrite>();
        var rows = new HashSet<string>(StringComparer.Ordinal);
        var bytes = 0L;
        lock (_waiting)
        {
            var line = _waiting[partition];
            for (var node = line.First; node is not null && group.Count < MaxActions;)
            {
                var (write, next) = (node.Value, node.Next);
                if (group.Count > 0 && bytes + write.MaxBytes > MaxBytes)
                    break;

                // A transaction may name a row once.
                if (rows.Add(write.Action.Entity.RowKey))
                {
                    group.Add(write);
                    bytes += write.MaxBytes;
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
                var response = await table.SubmitTransactionAsync(group.Select(write => write.Action));
                for (var i = 0; i < group.Count; i++)
                    group[i].Done(response.Value[i]);
                return;
            }
            catch (TableTransactionFailedException refused) when (refused.FailedTransactionActionIndex is { } index && index < group.Count)
            {
                group[index].Fail(refused);
                group.RemoveAt(index);
            }
            catch (RequestFailedException refused) when (refused.Status is (int)HttpStatusCode.BadRequest or (int)HttpStatusCode.RequestEntityTooLarge)
            {
                break;
            }
#pragma warning disable CA1031 // Each of the group is told, and decides.
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
            write.Done(write.Action.ActionType == TableTransactionActionType.Add
                ? await table.AddEntityAsync(write.Action.Entity)
                : await table.UpdateEntityAsync(write.Action.Entity, write.Action.ETag, TableUpdateMode.Merge));
        }
#pragma warning disable CA1031 // Its caller is told.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            write.Fail(fault);
        }
    }
}
