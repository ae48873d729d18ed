using EmailDispatch.Queueing;
using EmailDispatch.Status;

namespace EmailDispatch.Retention;

/// <summary>
/// Deletes the payload blobs of emails that can no longer be sent or retried. A blob is in the folder of the day its email was accepted, which may
/// be a month before it is due. So for each blob in an old enough folder the status row is read, and the blob is deleted if there is no row or the
/// email ended long enough ago.
/// That of a sent email is only there if <see cref="RetentionOptions.SentPayloadDays"/> keeps it, or a fault prevented its deletion.
/// <para>
/// The id of a drop may be a month old, so recently written blobs are kept. A retry touches the blob before it changes the row, so a blob is
/// deleted only if it is unchanged since it was listed. A waiting drop is written again each time it returns, so one that was not written recently
/// was accepted.
/// </para>
/// </summary>
internal sealed class ExpiredPayloads(PayloadStore payloads, StatusStore status, RetentionOptions options, DateTimeOffset now, Deadline deadline)
{
    private readonly TimeSpan _kept = TimeSpan.FromDays(options.PayloadDays);
    private readonly TimeSpan _keptSent = TimeSpan.FromDays(options.SentPayloadDays > 0 ? options.SentPayloadDays : options.PayloadDays);

    public async Task<int> PurgeAsync(CancellationToken cancellationToken)
    {
        var (deleted, least) = (0, _kept < _keptSent ? _kept : _keptSent);
        await foreach (var payload in payloads.ListAsync(cancellationToken))
        {
            // Payloads are listed by day, so the rest are newer.
            if (deadline.IsOver || payload.Id.AcceptedAt + least > now)
                break;
            if (payload.ChangedAt + least > now || !await IsExpiredAsync(payload, cancellationToken))
                continue;

            if (await payloads.TryDeleteAsync(payload, cancellationToken))
                deleted++;
        }

        return deleted;
    }

    private async Task<bool> IsExpiredAsync(StoredPayload payload, CancellationToken cancellationToken)
    {
        var row = payload.IsDrop ? null : await status.ReadAsync(payload.Tenant, payload.Id, cancellationToken);
        var kept = row?.Status == EmailStatus.Sent ? _keptSent : _kept;
        if (payload.Id.AcceptedAt + kept > now || payload.ChangedAt + kept > now)
            return false;
        if (row is null)
            return true;

        var lastTry = row.Attempts.Count > 0 ? row.Attempts[^1].At : DateTimeOffset.MinValue;
        var ended = lastTry > row.DueSince ? lastTry : row.DueSince;
        var isOver = row.Status == EmailStatus.Canceled || (row.Status == EmailStatus.Sent && options.SentPayloadDays == 0);
        return row.Status.IsTerminal() && (isOver || ended + kept < now);
    }
}
