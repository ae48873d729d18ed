using Azure;
using EmailDispatch.Emails;
using EmailDispatch.Queueing;
using EmailDispatch.Status;
using EmailDispatch.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Dispatch;

/// <summary>
/// Makes one attempt for one email.
/// <list type="number">
/// <item>Wait: a message that comes before its email is due goes back on the queue. That is no attempt.</item>
/// <item>Wait for memory: what is kept in a blob may be large (<see cref="DispatchBudget"/>).</item>
/// <item>Claim: merge the row to <c>sending</c>, if it still has the version that travelled in the message. Who loses the claim looks at
/// the row (<see cref="Claims"/>).</item>
/// <item>Take out the recipients on the do-not-send list (<see cref="SuppressedRecipients"/>). While it is not known who they are, nothing is sent.</item>
/// <item>Send: one pass over the providers (<see cref="ProviderPass"/>). A provider's own failure leads to the next one; a refused recipient,
/// a refused message and a lost answer to the final dot do not: another provider would not help, or would send it twice.</item>
/// <item>Record what became of each recipient, in one write, if the row still has the version of the claim.</item>
/// <item>Where recipients are left: put a message for the next attempt on the queue, delayed. Only then the trigger deletes this one.
/// Where no provider could be asked, the attempt does not count, and the delay is until the first of them can.</item>
/// </list>
/// A crash between any two steps leaves this message on the queue, and the row tells how far it had come. Nothing is thrown but for bugs:
/// the trigger would repeat at once, and drop the message among the poison after five times.
/// </summary>
public sealed partial class Dispatcher(
    DispatchQueue queue,
    PayloadStore payloads,
    MissingPayloads missing,
    Claims claims,
    SuppressedRecipients suppressed,
    ProviderPass pass,
    DispatchBudget budget,
    RetrySchedule schedule,
    IOptions<DispatchOptions> options,
    TimeProvider time,
    ILogger<Dispatcher> logger)
{
    // Long enough for a blip of storage, short enough not to be noticed as a delay of the email.
    private static readonly TimeSpan StorageFaultDelay = TimeSpan.FromSeconds(30);

    /// <summary>Makes the attempt that a message asks for.</summary>
    public async Task DispatchAsync(DispatchMessage message, CancellationToken cancellationToken)
    {
        using var activity = DispatchTelemetry.StartDispatch(message.Traceparent);
        activity.Describe(message.Id, message.Tenant, message.Attempt);

        if (message.DueAt - time.GetUtcNow() is { } early && early > TimeSpan.Zero)
        {
            await queue.SendAsync(message, early, cancellationToken);
            return;
        }

        using var room = message.Blob is null ? null : await budget.TakeAsync(message.Size, cancellationToken);

        Email email;
        EmailRow? row;
        try
        {
            await suppressed.EnsureKnownAsync(message.Tenant, cancellationToken);
            email = message.Payload ?? await payloads.ReadAsync(message.Blob!, cancellationToken);

            // Not interrupted: nobody would know of a claim that was on its way, and the email would have to wait for the end of its lease.
            row = await claims.TryClaimAsync(message, email, CancellationToken.None);
        }
        catch (Exception fault) when (fault is RequestFailedException or AggregateException)
        {
            var isMissing = fault is RequestFailedException { ErrorCode: "BlobNotFound" };
            if (isMissing && await missing.TrySettleAsync(message, cancellationToken))
                return;

            Log.StorageFault(logger, fault, message.Id, message.Tenant, message.Attempt);
            await queue.SendAsync(message, isMissing ? MissingPayloads.LookAgainAfter : StorageFaultDelay, cancellationToken);
            return;
        }

        if (row is null)
            return;

        // Where it was rescheduled, the row knows better than the email as it came.
        email = email with { ScheduledAt = row.ScheduledAt };
        PassResult result;
        try
        {
            result = await AttemptAsync(message, row, email, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host is stopping and nothing is on its way: hand the email back as it was.
            result = new PassResult(row, WasAttempted: false, NotBefore: null);
        }

        await FinishAsync(message, email, result);
    }

    private async Task<PassResult> AttemptAsync(DispatchMessage message, EmailRow claimed, Email email, CancellationToken cancellationToken)
    {
        EmailRow row;
        try
        {
            row = await suppressed.TakeOutAsync(claimed, cancellationToken);
        }
        catch (Exception fault) when (fault is RequestFailedException or AggregateException)
        {
            Log.StorageFault(logger, fault, message.Id, message.Tenant, message.Attempt);
            return new PassResult(claimed, WasAttempted: false, time.GetUtcNow() + StorageFaultDelay);
        }

        return row.Recipients.Any(r => r.IsDue)
            ? await pass.RunAsync(row, email, cancellationToken)
            : new PassResult(row, WasAttempted: true, NotBefore: null);
    }

    private async Task FinishAsync(DispatchMessage message, Email email, PassResult result)
    {
        var now = time.GetUtcNow();
        var row = result.Row;
        var nextAttempt = result.WasAttempted ? message.Attempt + 1 : message.Attempt;
        var giveUpAt = row.DueSince + options.Value.MaxAge;

        // One reply that asks to wait beyond that is no reason to give everybody up now.
        var notBefore = result.WasAttempted && result.NotBefore > giveUpAt ? null : result.NotBefore;
        var dueAt = notBefore ?? (result.WasAttempted ? now + schedule.DelayAfter(message.Attempt) : now);

        // A provider that is paused, or whose quota is used up, ends no email before its time: the last attempt is made at the end.
        if (result.IsAnyPaused && dueAt > giveUpAt && now < giveUpAt)
            dueAt = giveUpAt;

        var unreachable = result.Unreachable;
        if (row.Recipients.Any(r => r.IsDue) && dueAt > giveUpAt)
        {
            // Refused once is not yet for ever, however short the time is that emails are tried.
            if (message.Attempt > 1)
                unreachable = [.. unreachable, .. row.Recipients.Where(r => r.IsDue && CategoryNames.Suppresses(r.Category)).Select(r => r.Address)];
            row = row with { Recipients = [.. row.Recipients.Select(GiveUp)] };
        }

        await suppressed.AddAsync(row, unreachable);

        var summary = RecipientList.Summarise(row.Recipients);
        row = row with
        {
            Status = summary,
            AttemptNumber = nextAttempt - 1,
            NextAttemptAt = summary == EmailStatus.Deferred ? dueAt : null,
        };

        // What is given up can be retried for some days; a message on the queue will not be there to take the email from.
        if (summary is not (EmailStatus.Sent or EmailStatus.Deferred) && message.Payload is not null)
            await payloads.SaveAsync(row.Tenant, row.Id, email, CancellationToken.None);

        if (await claims.RecordAsync(row) is not { } version)
            return;

        if (summary.IsTerminal())
            DispatchTelemetry.CountFinished(summary.ToName(), row.Stream, row.SentAt - row.AcceptedAt);

        if (summary == EmailStatus.Deferred)
            await queue.SendAsync(message with { Attempt = nextAttempt, Etag = version.ToString() }, dueAt - now, CancellationToken.None);
        else if (summary == EmailStatus.Sent && message.Blob is { } blob)
            await payloads.DeleteAsync(blob, CancellationToken.None);
    }

    private static Recipient GiveUp(Recipient recipient) =>
        recipient.IsDue ? recipient with { Status = CategoryNames.IsOfRecipient(recipient.Category) ? EmailStatus.Bounced : EmailStatus.Failed } : recipient;

    private static partial class Log
    {
        [LoggerMessage(2002, LogLevel.Error, "Email {Id} of {Tenant}, attempt {Attempt}: storage failed before the attempt; the message is put back")]
        public static partial void StorageFault(ILogger logger, Exception fault, string id, string tenant, int attempt);
    }
}
