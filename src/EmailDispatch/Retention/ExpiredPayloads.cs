using EmailDispatch.Queueing;
using EmailDispatch.Status;

namespace EmailDispatch.Retention;

/// <summary>
/// Deletes the payload blobs of emails that can no longer be sent or retried. A blob lies in the folder of the day on which its email was
/// accepted, which may be a month before it is due: no blob goes by its folder alone. Of each in a folder that is old enough the status row
/// is read: it goes where there is no row any more, or where the row has come to an end so long ago.
/// <para>
/// A blob is written before its row, and the id of a drop may be a month old: none goes that was written lately. One that is asked to be retried is
/// touched before its row changes: it goes only as it was when it was listed, which was before the row was read. A drop that waits is written again each time it comes, so one that was
/// not written lately was taken.
/// </para>
/// </summary>
internal sealed class ExpiredPayloads(PayloadStore payloads, StatusStore status, RetentionOptions options, DateTimeOffset now, Deadline deadline)
{
    private readonly TimeSpan _kept = TimeSpan.FromDays(options.PayloadDays);

    public async Task<int> PurgeAsync(CancellationToken cancellationToken)
    {
        var deleted = 0;
        await foreach (var payload in payloads.ListAsync(cancellationToken))
        {
            // They come by day.
            if (deadline.IsOver || payload.Id.AcceptedAt + _kept > now)
                break;
            if (payload.ChangedAt + _kept > now || !(payload.IsDrop || await IsExpiredAsync(payload, cancellationToken)))
                continue;

            if (await payloads.TryDeleteAsync(payload, cancellationToken))
                deleted++;
        }

        return deleted;
    }

    private async Task<bool> IsExpiredAsync(StoredPayload payload, CancellationToken cancellationToken)
    {
        if (await status.ReadAsync(payload.Tenant, payload.Id, cancellationToken) is not { } row)
            return true;

        var lastTry = row.Attempts.Count > 0 ? row.Attempts[^1].At : DateTimeOffset.MinValue;
        var ended = lastTry > row.DueSince ? lastTry : row.DueSince;
        return row.Status.IsTerminal() && (row.Status is EmailStatus.Sent or EmailStatus.Canceled || ended + _kept < now);
    }
}
