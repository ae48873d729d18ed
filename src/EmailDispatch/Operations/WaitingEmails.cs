using Azure;
using EmailDispatch.Providers;
using EmailDispatch.Providers.State;
using EmailDispatch.Queueing;
using EmailDispatch.Storage;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Operations;

/// <summary>
/// Makes the messages of deferred emails visible once a provider they wait for is no longer paused: right after a passed test or an operator's
/// request, and every minute, in case the pause ended by itself or more emails wait than one call releases.
/// </summary>
public sealed partial class WaitingEmails(
    ProviderCatalogue providers, ProviderHealth health, WaitingMessages waiting, DispatchQueue queue, TimeProvider time, ILogger<WaitingEmails> logger)
{
    /// <summary>How many messages one call makes visible, which takes some seconds.</summary>
    public const int MaxAtOnce = 10_000;

    private const int AtOnce = 16;

    /// <returns>How many messages were made visible.</returns>
    /// <exception cref="RequestFailedException">Storage failed; the next run does the rest.</exception>
    public async Task<int> WakeAsync(CancellationToken cancellationToken)
    {
        var working = new List<string>();
        foreach (var provider in providers.ByPriority)
        {
            if (!await health.IsPausedAsync(provider.Name, cancellationToken))
                working.Add(provider.Name);
        }

        var woken = 0;
        await foreach (var messages in waiting.FindAsync(working, time.GetUtcNow(), cancellationToken).Take(MaxAtOnce).Chunk(Transactions.MaxRows).WithCancellation(cancellationToken))
        {
            // A message that is visible already has another receipt by now, or is just being read.
            await Parallel.ForEachAsync(messages, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (message, cancellation) =>
            {
                if (await queue.TryReleaseAsync(message.Receipt, cancellation))
                    Interlocked.Increment(ref woken);
            });
            await waiting.DeleteAsync(messages, cancellationToken);
        }

        if (woken > 0)
            Log.Woken(logger, woken);
        return woken;
    }

    private static partial class Log
    {
        [LoggerMessage(2411, LogLevel.Information, "{Count} deferred emails are due at once, because a provider they waited for is no longer paused")]
        public static partial void Woken(ILogger logger, int count);
    }
}
