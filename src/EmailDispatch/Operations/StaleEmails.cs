using EmailDispatch.Dispatch;
using EmailDispatch.Queueing;
using EmailDispatch.Status;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Operations;

/// <summary>
/// Brings emails on that nobody works on though it is long since their time. Where the email is kept in a blob, a message is put that asks
/// for the attempt the row waits for; if the real message is still on its way, of the two one loses its claim. Where the email travels in
/// its message, that message is all there is of it: it is on the queue, or on the poison queue, and the operator is told. An email whose
/// acceptance was not completed is none of them (<see cref="UnacceptedEmails"/>): it gets no message.
/// </summary>
public sealed partial class StaleEmails(DispatchQueue queue, PayloadStore payloads, UnacceptedEmails unaccepted, ILogger<StaleEmails> logger)
{
    /// <summary>Puts messages for those that it can be done for.</summary>
    /// <returns>How many those were.</returns>
    public async Task<int> RequeueAsync(IReadOnlyList<EmailRow> rows, CancellationToken cancellationToken)
    {
        var requeued = 0;
        foreach (var row in rows)
        {
            if (row.IsUnconfirmed && !await payloads.IsAcceptedAsync(row.Tenant, row.Id, cancellationToken))
            {
                if (!await unaccepted.TryGiveUpAsync(row, cancellationToken))
                    Log.Stale(logger, row.Id.ToString(), row.Tenant, row.AttemptNumber, row.Status);
                continue;
            }

            if (!await payloads.ExistsAsync(row.Tenant, row.Id, cancellationToken))
            {
                Log.Stale(logger, row.Id.ToString(), row.Tenant, row.AttemptNumber, row.Status);
                continue;
            }

            var message = new DispatchMessage
            {
                Id = row.Id.ToString(),
                Tenant = row.Tenant,
                Attempt = row.Status == EmailStatus.Sending ? row.AttemptNumber : row.AttemptNumber + 1,

                // With the version of a claim it would pass for the first attempt, and what the lost one had sent would be forgotten.
                Etag = row.Status == EmailStatus.Sending ? DispatchMessage.NoVersion : row.ETag.ToString(),
                Blob = PayloadStore.NameOf(row.Tenant, row.Id),
                Size = row.Size,
            };
            await queue.SendAsync(message, TimeSpan.Zero, cancellationToken);
            Log.Requeued(logger, message.Id, row.Tenant, message.Attempt, row.Status);
            requeued++;
        }

        return requeued;
    }

    private static partial class Log
    {
        [LoggerMessage(2401, LogLevel.Warning, "Email {Id} of {Tenant} after attempt {Attempt} is {Status} though it is long since its time; its message is late, or on the poison queue")]
        public static partial void Stale(ILogger logger, string id, string tenant, int attempt, EmailStatus status);

        [LoggerMessage(2402, LogLevel.Warning, "Email {Id} of {Tenant} was {Status} though it was long since its time; a message for attempt {Attempt} is put")]
        public static partial void Requeued(ILogger logger, string id, string tenant, int attempt, EmailStatus status);
    }
}
