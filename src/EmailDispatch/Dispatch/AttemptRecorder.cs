using Azure;
using EmailDispatch.Status;
using EmailDispatch.Storage;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Dispatch;

/// <summary>
/// Writes what an attempt came to into the row. Only the instance that made it knows whom a provider has accepted, and that must reach the row
/// also when the claim was lost meanwhile: else who has taken over sends to them again.
/// </summary>
public sealed partial class AttemptRecorder(StatusStore status, TimeProvider time, ILogger<AttemptRecorder> logger)
{
    // Another who writes to the same row has done with it soon.
    private const int MaxMerges = 5;

    // The SDK has made several tries by then.
    private static readonly TimeSpan RecordPause = TimeSpan.FromSeconds(1);

    /// <summary>Writes what a claimed attempt came to.</summary>
    /// <returns>The row as recorded; null where another took the email over and goes on with it.</returns>
    public async Task<EmailRow?> RecordAsync(EmailRow row)
    {
        for (var tries = 0; tries < MaxMerges; tries++)
        {
            if (await TryRecordAsync(row) is { } version)
                return row with { ETag = version };
            if (await status.ReadAsync(row.Tenant, row.Id, CancellationToken.None) is not { } current
                || current.LeaseId != row.LeaseId || (current.Status != EmailStatus.Sending && current.Status != row.Status))
                break;

            // The claim still holds: an instance that had lost the email before has added whom it had sent to.
            row = row.WithAccepted(current) with { ETag = current.ETag };
        }

        Log.Overtaken(logger, row.Id.ToString(), row.Tenant, row.AttemptNumber);
        return await AddAcceptedAsync(row);
    }

    /// <summary>
    /// The lease ran out and another took over, who may be sending at this moment. What was sent was sent, though: the row is told, whatever it
    /// has become. The other finds that when it announces its next offer, or records.
    /// </summary>
    /// <returns>The row where that ended the email; else null.</returns>
    private async Task<EmailRow?> AddAcceptedAsync(EmailRow row)
    {
        for (var tries = 1; tries <= MaxMerges; tries++)
        {
            try
            {
                if (await status.ReadAsync(row.Tenant, row.Id, CancellationToken.None) is not { } current)
                    return null;

                var merged = current.WithAccepted(row);
                if (ReferenceEquals(merged, current))
                    return null;
                if (await status.TryRecordAsync(merged, CancellationToken.None) is { } version)
                    return merged.Status.IsTerminal() ? merged with { ETag = version } : null;
            }
            catch (Exception fault) when (StorageFaults.Is(fault) && tries < MaxMerges)
            {
                Log.NotRecorded(logger, fault, row.Id.ToString(), row.Tenant, row.AttemptNumber);
                await Task.Delay(RecordPause, time, CancellationToken.None);
            }
        }

        return null;
    }

    private async Task<ETag?> TryRecordAsync(EmailRow row)
    {
        try
        {
            return await RecordWhileLeasedAsync(row);
        }
        catch (Exception fault) when (StorageFaults.Is(fault))
        {
            // The lease is over. The message comes back for those who are left.
            await AddAcceptedAsync(row);
            throw;
        }
    }

    /// <summary>
    /// What became of the email is known here alone: given up, it would be sent again by who takes over. Nobody does before the lease is over.
    /// What storage refuses for its own sake is recorded without the words of servers, of which nothing is left to be refused.
    /// </summary>
    private async Task<ETag?> RecordWhileLeasedAsync(EmailRow row)
    {
        for (var isCut = false; ;)
        {
            try
            {
                return await status.TryRecordAsync(row, CancellationToken.None);
            }
            catch (Exception fault) when ((StorageFaults.Is(fault) || MemoryFaults.Is(fault)) && time.GetUtcNow() + RecordPause < row.LeaseUntil)
            {
                Log.NotRecorded(logger, fault, row.Id.ToString(), row.Tenant, row.AttemptNumber);
                await Task.Delay(RecordPause, time, CancellationToken.None);
            }
            catch (Exception fault) when (!isCut && !StorageFaults.Is(fault))
            {
                Log.Cut(logger, fault, row.Id.ToString(), row.Tenant, row.AttemptNumber);
                (row, isCut) = (row.WithoutWords(), true);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2104, LogLevel.Warning, "Email {Id} of {Tenant}, attempt {Attempt}: another took it over before the outcome was recorded")]
        public static partial void Overtaken(ILogger logger, string id, string tenant, int attempt);

        [LoggerMessage(2105, LogLevel.Warning, "Email {Id} of {Tenant}, attempt {Attempt}: storage or memory failed, its outcome is not recorded yet; tried again while the lease lasts")]
        public static partial void NotRecorded(ILogger logger, Exception fault, string id, string tenant, int attempt);

        [LoggerMessage(2106, LogLevel.Error, "Email {Id} of {Tenant}, attempt {Attempt}: storage refused what it came to; it is recorded without the servers' words")]
        public static partial void Cut(ILogger logger, Exception fault, string id, string tenant, int attempt);
    }
}
