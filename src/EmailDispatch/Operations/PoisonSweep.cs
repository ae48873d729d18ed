using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace EmailDispatch.Operations;

/// <summary>
/// Settles the messages of a poison queue. They are received one by one, so a message that stops its instance does not count against others. Those
/// that stay are made visible at the end, because the operator sees only visible messages.
/// </summary>
internal sealed class PoisonSweep(QueueClient queue, TimeProvider time)
{
    // Longer than a run, so that no run receives a message twice.
    public static readonly TimeSpan Hidden = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan MaxRun = TimeSpan.FromMinutes(1);

    /// <summary>Runs until the queue has no visible message, for at most a minute. A message for which it returns false, or throws, stays.</summary>
    public async Task RunAsync(Func<QueueMessage, Task<bool>> trySettleAsync, Action<QueueMessage, Exception> logFault, CancellationToken cancellationToken)
    {
        var (until, left) = (time.GetUtcNow() + MaxRun, new List<QueueMessage>());
        while (time.GetUtcNow() < until
            && (await queue.ReceiveMessagesAsync(maxMessages: 1, Hidden, cancellationToken)).Value is [var message])
        {
            try
            {
                if (await trySettleAsync(message))
                    continue;
            }
#pragma warning disable CA1031 // The next one may be settled, and this one comes again.
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                logFault(message, fault);
            }

            left.Add(message);
        }

        await ReleaseAsync(queue, left, cancellationToken);
    }

    /// <summary>Makes received messages visible. Those that were deleted, hidden again or received again meanwhile are left as they are.</summary>
    public static Task ReleaseAsync(QueueClient queue, IEnumerable<QueueMessage> messages, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(messages, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken }, async (message, token) =>
        {
            try
            {
                await queue.UpdateMessageAsync(message.MessageId, message.PopReceipt, visibilityTimeout: TimeSpan.Zero, cancellationToken: token);
            }
            catch (RequestFailedException gone) when (gone.Status is 400 or 404)
            {
            }
        });
}
