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

    /// <param name="provider">The only provider whose emails are meant; null for all. Another tenant's emails must not be counted.</param>
    /// <param name="cancellationToken">Ends it; the next run does the rest.</param>
    /// <returns>How many messages were made visible before their time.</returns>
    /// <exception cref="RequestFailedException">Storage failed; the next run does the rest.</exception>
    public async Task<int> WakeAsync(string? provider, CancellationToken cancellationToken)
    {
        var working = new List<string>();
        foreach (var known in providers.ByPriority.Where(p => provider is null || p.Name == provider))
        {
            if (!await health.IsPausedAsync(known.Name, cancellationToken))
                working.Add(known.Name);
        }

        var (woken, now) = (0, time.GetUtcNow());
        await foreach (var messages in waiting.FindAsync(working, now, cancellationToken).Take(MaxAtOnce).Chunk(Transactions.MaxRows).WithCancellation(cancellationToken))
        {
            // A message that is visible already has another receipt by now, or is just being read.
            await Parallel.ForEachAsync(messages, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (message, cancellation) =>
            {
                if (message.IsHidden(now) && await queue.TryReleaseAsync(message.Receipt, cancellation))
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
