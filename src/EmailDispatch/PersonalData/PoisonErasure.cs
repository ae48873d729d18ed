using System.Text;
using System.Text.Json;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using EmailDispatch.Access;
using EmailDispatch.Intake;
using EmailDispatch.Operations;
using EmailDispatch.Status;

namespace EmailDispatch.PersonalData;

/// <summary>
/// Deletes poison messages with an address, unless their email has not ended. Messages that do not tell their tenant count as the operator's. Receiving a
/// message counts as a try, so they are only peeked at if that shows enough.
/// </summary>
public sealed class PoisonErasure(QueueServiceClient queues, StatusStore status, TimeProvider time)
{
    private const int MaxPasses = 30;

    private static readonly TimeSpan Held = TimeSpan.FromMinutes(1);

    /// <returns>How many were deleted, and how many are left, or could not be looked at because they are hidden for another try.</returns>
    internal async Task<(int Deleted, int Left)> EraseAsync(string tenant, ErasedAddress address, CancellationToken cancellationToken)
    {
        var (deleted, left) = (0, 0);
        foreach (var name in PoisonQueues.Names)
        {
            var (queue, kept) = (queues.GetQueueClient(name), new List<QueueMessage>());
            var count = (await queue.GetPropertiesAsync(cancellationToken)).Value.ApproximateMessagesCount;
            var peeked = (await queue.PeekMessagesAsync(PoisonQueues.MaxListed, cancellationToken)).Value;
            if (peeked.Length < PoisonQueues.MaxListed && !peeked.Any(message => IsIn(message.Body, address)))
            {
                left += Math.Max(0, count - peeked.Length);
                continue;
            }

            var seen = 0;
            try
            {
                for (var pass = 0; pass < MaxPasses && seen < count; pass++)
                {
                    var messages = (await queue.ReceiveMessagesAsync(PoisonQueues.MaxListed, Held, cancellationToken)).Value;
                    if (messages.Length == 0)
                        break;
                    seen += messages.Length;
                    kept.AddRange(messages);
                    foreach (var message in messages)
                    {
                        if (await FindAsync(name, message, tenant, address, cancellationToken) is not { } isOver)
                            continue;
                        left += isOver ? 0 : 1;
                        if (!isOver)
                            continue;
                        await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, cancellationToken);
                        kept.Remove(message);
                        deleted++;
                    }
                }
            }
            finally
            {
                await PoisonSweep.ReleaseAsync(queue, kept, CancellationToken.None);
            }

            left += Math.Max(0, count - seen);
        }

        return (deleted, left);
    }

    /// <returns>Whether its email has ended; null if it does not concern the address.</returns>
    private async Task<bool?> FindAsync(string queue, QueueMessage message, string tenant, ErasedAddress address, CancellationToken cancellationToken)
    {
        var found = PoisonDescription.Of(queue, message.MessageId, message.InsertedOn, message.Body, status.IdOf, time.GetUtcNow());
        if ((found.Tenant ?? ApiKey.DefaultTenant) != tenant || !IsIn(message.Body, address))
            return null;
        return found.EmailId is not { } id || await status.ReadAsync(tenant, id, cancellationToken) is not { } row || row.Status.IsTerminal();
    }

    // Drops may be in base64, and JSON may escape characters.
    private static bool IsIn(BinaryData body, ErasedAddress address)
    {
        foreach (var text in (string[])[body.ToString(), Encoding.UTF8.GetString((DropReader.Decode(body.ToMemory()) ?? default).Span)])
        {
            try
            {
                if (address.IsIn(text) || address.IsInJson(text))
                    return true;
            }
            catch (Exception fault) when (fault is JsonException or InvalidOperationException or ArgumentException)
            {
                // Not JSON, not Unicode, or a property that comes twice.
            }
        }

        return false;
    }
}
