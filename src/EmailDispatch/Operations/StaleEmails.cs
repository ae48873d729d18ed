using EmailDispatch.Dispatch;
using EmailDispatch.Queueing;
using EmailDispatch.Status;
using EmailDispatch.Storage;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Operations;

/// <summary>
/// Recovers emails that are overdue with nobody working on them, from the hours in which the aggregation counted some. If the email is in a blob,
/// it puts a message for the next attempt; if the original message still arrives, one of the two loses its claim. An email that travels in its
/// message can only be reported: the message is on the queue or on the poison queue. An email whose acceptance was not completed gets no message
/// (<see cref="UnacceptedEmails"/>).
/// </summary>
public sealed partial class StaleEmails(
    OpenHours openHours, StatusStore status, DispatchQueue queue, PayloadStore payloads, UnacceptedEmails unaccepted, TimeProvider time, ILogger<StaleEmails> logger)
{
    // Per hour and run; the next run continues.
    private const int MaxOfHour = 1_000;

    /// <returns>How many messages were put.</returns>
    public async Task<int> RequeueAllAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var requeued = 0;
        await foreach (var hour in openHours.ReadAllAsync(cancellationToken).Where(hour => hour.Stale > 0 && hour.IsQuiet(now)))
        {
            try
            {
                await foreach (var row in status.ReadHourAsync(hour.Tenant, hour.Hour, cancellationToken).Where(row => StaleRows.IsStale(row, now)).Take(MaxOfHour))
                    requeued += await TryRequeueAsync(row, cancellationToken) ? 1 : 0;
            }
            catch (Exception fault) when ((StorageFaults.IsAny(fault) && !cancellationToken.IsCancellationRequested) || fault is InvalidDataException)
            {
                Log.HourFailed(logger, fault, hour.Tenant, hour.Hour);
            }
        }

        return requeued;
    }

    /// <returns>Whether a message was put.</returns>
    internal async Task<bool> TryRequeueAsync(EmailRow row, CancellationToken cancellationToken)
    {
        if (row.IsUnconfirmed && !await payloads.IsAcceptedAsync(row.Tenant, row.Id, cancellationToken))
        {
            if (!await unaccepted.TryGiveUpAsync(row, cancellationToken))
                Log.Stale(logger, row.Id.ToString(), row.Tenant, row.AttemptNumber, row.Status);
            return false;
        }

        if (!await payloads.ExistsAsync(row.Tenant, row.Id, cancellationToken))
        {
            Log.Stale(logger, row.Id.ToString(), row.Tenant, row.AttemptNumber, row.Status);
            return false;
        }

        var message = DispatchMessage.For(row);
        await queue.SendAsync(message, TimeSpan.Zero, cancellationToken);
        Log.Requeued(logger, message.Id, row.Tenant, message.Attempt, row.Status);
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(2401, LogLevel.Warning, "Email {Id} of {Tenant} is overdue and {Status} after attempt {Attempt}; its message is late, or on the poison queue")]
        public static partial void Stale(ILogger logger, string id, string tenant, int attempt, EmailStatus status);

        [LoggerMessage(2402, LogLevel.Warning, "Email {Id} of {Tenant} was overdue and {Status}; it is queued again for attempt {Attempt}")]
        public static partial void Requeued(ILogger logger, string id, string tenant, int attempt, EmailStatus status);

        [LoggerMessage(2405, LogLevel.Error, "The overdue emails of {Tenant} in the hour {Hour:u} could not be recovered; the next run tries again")]
        public static partial void HourFailed(ILogger logger, Exception fault, string tenant, DateTimeOffset hour);
    }
}
