using Azure;
using EmailDispatch.Emails;
using EmailDispatch.Queueing;
using EmailDispatch.Status;
using EmailDispatch.Storage;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Operations;

/// <summary>
/// Reschedules and cancels <c>scheduled</c> emails. The row's version decides between callers and the dispatcher, which claims the email when it
/// is due: the first writer wins, and the others notice.
/// <para>
/// A message on the queue cannot be changed. To reschedule, the row is changed first, then a message for the new time is put. The old message finds
/// another version and follows the row: it returns at the row's time, or claims the email if that has passed. So at least one message always
/// exists. If the process dies between the two steps, the email is sent at the later of the two times.
/// </para>
/// </summary>
public sealed partial class EmailSchedule(
    StatusStore status, DispatchQueue queue, PayloadStore payloads, TimeProvider time, ILogger<EmailSchedule> logger)
{
    /// <exception cref="RequestFailedException">Storage failed; the caller may try again.</exception>
    public async Task<ScheduleResult> RescheduleAsync(string tenant, EmailId id, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var result = await ChangeAsync(tenant, id, row => row with { ScheduledAt = at }, cancellationToken);
        if (result is not { Changed: true, Row: { } row })
            return result;

        var message = DispatchMessage.For(row);
        await queue.SendAsync(message, at - time.GetUtcNow(), CancellationToken.None);
        Log.Rescheduled(logger, message.Id, tenant, at);
        return result;
    }

    /// <exception cref="RequestFailedException">Storage failed; the caller may try again.</exception>
    public async Task<ScheduleResult> CancelAsync(string tenant, EmailId id, CancellationToken cancellationToken)
    {
        var result = await ChangeAsync(
            tenant, id, row => row with { Status = EmailStatus.Canceled, Recipients = [.. row.Recipients.Select(r => r with { Status = EmailStatus.Canceled })] }, cancellationToken);
        if (!result.Changed)
            return result;

        Log.Canceled(logger, id.ToString(), tenant);
        try
        {
            await payloads.DeleteAsync(PayloadStore.NameOf(tenant, id), CancellationToken.None);
        }
        catch (Exception fault) when (StorageFaults.IsAny(fault))
        {
            // The email is canceled anyway, and its message deletes the payload when it arrives.
            Log.PayloadLeft(logger, fault, id.ToString(), tenant);
        }

        return result;
    }

    private async Task<ScheduleResult> ChangeAsync(string tenant, EmailId id, Func<EmailRow, EmailRow> change, CancellationToken cancellationToken)
    {
        // Ends eventually: each lost round means another writer won, and only callers leave an email scheduled.
        while (true)
        {
            var row = await status.ReadAsync(tenant, id, cancellationToken);
            if (row?.Status != EmailStatus.Scheduled)
                return new ScheduleResult(row, Changed: false);

            var changed = change(row);
            if (await status.TryScheduleAsync(changed, cancellationToken) is { } written)
                return new ScheduleResult(written, Changed: true);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1101, LogLevel.Information, "Email {Id} of {Tenant} rescheduled to {At:O}")]
        public static partial void Rescheduled(ILogger logger, string id, string tenant, DateTimeOffset at);

        [LoggerMessage(1102, LogLevel.Information, "Email {Id} of {Tenant} canceled")]
        public static partial void Canceled(ILogger logger, string id, string tenant);

        [LoggerMessage(1103, LogLevel.Warning, "Email {Id} of {Tenant} is canceled, but its payload is not deleted yet")]
        public static partial void PayloadLeft(ILogger logger, Exception fault, string id, string tenant);
    }
}

/// <summary>The result of rescheduling or canceling an email.</summary>
/// <param name="Row">The current row; null if the tenant has no such email.</param>
/// <param name="Changed">Whether it was changed; if not, the email is no longer scheduled.</param>
public sealed record ScheduleResult(EmailRow? Row, bool Changed);
