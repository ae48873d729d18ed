using EmailDispatch.Queueing;

namespace EmailDispatch.Retention;

/// <summary>
/// Deletes attachments whose links have expired, whatever became of their email: without valid links it is not retried. Files of a submission that was not
/// accepted go the same way.
/// </summary>
internal sealed class ExpiredFiles(LinkedFileStore files, DateTimeOffset now, Deadline deadline)
{
    private static readonly TimeSpan ShortestLife = TimeSpan.FromDays(1);

    public async Task<int> PurgeAsync(CancellationToken cancellationToken)
    {
        var deleted = 0;
        await foreach (var (file, version) in files.ListAsync(cancellationToken))
        {
            // They are listed by day, so the rest are newer.
            if (deadline.IsOver || file.EmailId.AcceptedAt.UtcDateTime.Date + ShortestLife > now.UtcDateTime)
                break;
            if (file.Until < now && await files.TryDeleteAsync(file, version, cancellationToken))
                deleted++;
        }

        return deleted;
    }
}
