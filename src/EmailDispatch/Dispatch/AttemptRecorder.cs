using EmailDispatch.Status;
using EmailDispatch.Storage;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Dispatch;

/// <summary>
/// Stores the result of an attempt. Only the instance that made it knows which recipients a provider accepted. That must reach the row even if the
/// claim was lost meanwhile; otherwise the instance that took over sends to them again.
/// </summary>
public sealed partial class AttemptRecorder(StatusStore status, TimeProvider time, ILogger<AttemptRecorder> logger)
{
    // Other writers of the same row finish soon.
    private const int MaxMerges = 5;

    // The SDK has retried several times by then.
    private static readonly TimeSpan RecordPause = TimeSpan.FromSeconds(1);

    /// <returns>The row as stored; null if another instance took over the email and continues.</returns>
    public async Task<EmailRow?> RecordAsync(EmailRow row)
    {
        for (var tries = 0; tries < MaxMerges; tries++)
        {
            if (await TryRecordAsync(row) is { } recorded)
                return recorded;
            if (await status.ReadAsync(row.Tenant, row.Id, CancellationToken.None) is not { } current
                || current.LeaseId != row.LeaseId || (current.Status != EmailStatus.Sending && current.Status != row.Status))
                break;

            // The claim is still valid: an instance that lost the email earlier has added the recipients it had sent to.
            row = row.WithAccepted(current).Over(current);
        }

        Log.Overtaken(logger, row.Id.ToString(), row.Tenant, row.AttemptNumber);
        return await AddAcceptedAsync(row);
    }

    /// <summary>
    /// The lease has expired, and another instance may be sending. Marks the recipients already sent to in the row, whatever its state. The other
    /// instance finds them when it announces its next offer or stores its result.
    /// </summary>
    /// <returns>The row if that ended the email; otherwise null.</returns>
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
                if (await status.TryRecordAsync(merged, CancellationToken.None) is { } recorded)
                    return recorded.Status.IsTerminal() ? recorded : null;
            }
            catch (Exception fault) when (StorageFaults.Is(fault) && tries < MaxMerges)
            {
                Log.NotRecorded(logger, fault, row.Id.ToString(), row.Tenant, row.AttemptNumber);
                await Task.Delay(RecordPause, time, CancellationToken.None);
            }
        }

        return null;
    }

    private async Task<EmailRow?> TryRecordAsync(EmailRow row)
    {
        try
        {
            return await RecordWhileLeasedAsync(row);
        }
        catch (Exception fault) when (StorageFaults.Is(fault))
        {
            // The lease has expired. The message comes back for the other recipients.
            await AddAcceptedAsync(row);
            throw;
        }
    }

    /// <summary>
    /// Retries until the lease expires: only this process knows the result. If storage rejects the row, it is stored without servers' texts.
    /// </summary>
    private async Task<EmailRow?> RecordWhileLeasedAsync(EmailRow row)
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
        [LoggerMessage(2104, LogLevel.Warning, "Email {Id} of {Tenant}, attempt {Attempt}: another instance took it over before its result was stored")]
        public static partial void Overtaken(ILogger logger, string id, string tenant, int attempt);

        [LoggerMessage(2105, LogLevel.Warning, "Email {Id} of {Tenant}, attempt {Attempt}: storage or memory failed, its result is not stored yet; retrying while the lease lasts")]
        public static partial void NotRecorded(ILogger logger, Exception fault, string id, string tenant, int attempt);

        [LoggerMessage(2106, LogLevel.Error, "Email {Id} of {Tenant}, attempt {Attempt}: storage rejected its result; stored without the servers' texts")]
        public static partial void Cut(ILogger logger, Exception fault, string id, string tenant, int attempt);
    }
}
