using EmailDispatch.Queueing;
using EmailDispatch.Status;

namespace EmailDispatch.Retention;

/// <summary>
/// Deletes the payload blobs of emails that can no longer be sent or retried. A blob is in the folder of the day its email was accepted, which may
/// be a month before it is due. So for each blob in an old enough folder the status row is read, and the blob is deleted if there is no row or the
/// email ended long enough ago.
/// <para>
/// The id of a drop may be a month old, so recently written blobs are kept. A retry touches the blob before it changes the row, so a blob is
/// deleted only if it is unchanged since it was listed. A waiting drop is written again each time it returns, so one that was not written recently
/// was accepted.
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
            // Payloads are listed by day, so the rest are newer.
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
