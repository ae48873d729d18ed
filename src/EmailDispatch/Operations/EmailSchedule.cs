using Azure;
using EmailDispatch.Emails;
using EmailDispatch.Queueing;
using EmailDispatch.Status;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Operations;

/// <summary>
/// Reschedules and cancels what is <c>scheduled</c>. The row decides by its version: whoever writes it first wins, be it a caller or the dispatcher
/// that claims the email at its time, and the other is told. Only <c>scheduled</c> will do: once an attempt was made a provider may have the email,
/// and before that, what is not scheduled waits for milliseconds only.
/// <para>
/// A message on the queue cannot be changed. To reschedule, the row is changed first, then a message for the new time is put. The former message
/// finds another version and goes by the row: it comes back at the row's time, or claims if that is over. So an email has at least one
/// message at any moment, also where we die between the two steps; then it is sent at the new time, or, where that is before the former, at the former.
/// </para>
/// </summary>
public sealed partial class EmailSchedule(
    StatusStore status, DispatchQueue queue, PayloadStore payloads, TimeProvider time, ILogger<EmailSchedule> logger)
{
    /// <summary>Sets another time.</summary>
    /// <exception cref="RequestFailedException">Storage did not take it; it may be asked for again.</exception>
    public async Task<ScheduleResult> RescheduleAsync(string tenant, EmailId id, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var result = await ChangeAsync(tenant, id, row => row with { ScheduledAt = at }, cancellationToken);
        if (result is not { Changed: true, Row: { } row })
            return result;

        var message = new DispatchMessage
        {
            Id = id.ToString(),
            Tenant = tenant,
            Attempt = 1,
            Etag = row.ETag.ToString(),
            DueAt = at,
            Blob = PayloadStore.NameOf(tenant, id),
            Size = row.Size,
        };
        await queue.SendAsync(message, at - time.GetUtcNow(), CancellationToken.None);
        Log.Rescheduled(logger, message.Id, tenant, at);
        return result;
    }

    /// <summary>Calls an email back: it is never sent.</summary>
    /// <exception cref="RequestFailedException">Storage did not take it; it may be asked for again.</exception>
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
        catch (Exception fault) when (fault is RequestFailedException or AggregateException)
        {
            // It is canceled all the same, and its message takes the payload along when it comes.
            Log.PayloadLeft(logger, fault, id.ToString(), tenant);
        }

        return result;
    }

    private async Task<ScheduleResult> ChangeAsync(string tenant, EmailId id, Func<EmailRow, EmailRow> change, CancellationToken cancellationToken)
    {
        // Each round that is lost was won by another, and only callers leave an email scheduled.
        while (true)
        {
            var row = await status.ReadAsync(tenant, id, cancellationToken);
            if (row?.Status != EmailStatus.Scheduled)
                return new ScheduleResult(row, Changed: false);

            var changed = change(row);
            if (await status.TryScheduleAsync(changed, cancellationToken) is { } version)
                return new ScheduleResult(changed with { ETag = version }, Changed: true);
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

/// <summary>What became of the wish to reschedule or cancel an email.</summary>
/// <param name="Row">The row as it is now; null where the tenant has no such email.</param>
/// <param name="Changed">Whether the wish was granted; else the email is no longer scheduled, and <paramref name="Row"/> tells what it is.</param>
public sealed record ScheduleResult(EmailRow? Row, bool Changed);
