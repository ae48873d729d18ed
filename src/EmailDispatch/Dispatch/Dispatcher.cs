using Azure;
using EmailDispatch.Emails;
using EmailDispatch.Naming;
using EmailDispatch.Queueing;
using EmailDispatch.Replies;
using EmailDispatch.Status;
using EmailDispatch.Storage;
using EmailDispatch.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Dispatch;

/// <summary>
/// Makes one attempt for one email.
/// <list type="number">
/// <item>Wait: a message that comes before its email is due is queued again. That is no attempt.</item>
/// <item>Wait for memory: the content in a blob may be large (<see cref="DispatchBudget"/>).</item>
/// <item>Claim: merge the row to <c>sending</c> if it still has the version in the message. If the claim is lost, the row decides
/// (<see cref="Claims"/>).</item>
/// <item>Mark the recipients on the do-not-send list (<see cref="SuppressedRecipients"/>). While the list is not known, nothing is sent.</item>
/// <item>Send: one pass over the providers (<see cref="ProviderPass"/>). A provider's own failure leads to the next one. A refused recipient, a
/// refused message and a lost reply to the final dot do not: another provider would not help, or would send it twice.</item>
/// <item>Record the result of each recipient in one write, if the row still has the version of the claim. This is done whatever ended the pass,
/// including a stopping host and an internal fault, which ends the email if it comes twice in a row.</item>
/// <item>Follow up (<see cref="FollowUp"/>): if recipients are left, queue a delayed message for the next attempt. Only then the trigger deletes this
/// message. If no provider could be asked, the attempt does not count, and the delay lasts until the first of them can be asked.</item>
/// </list>
/// After a crash between any two steps, the message is still in the queue, and the row says how far the email got. After the claim, an exception is
/// thrown only if storage does not accept the record: the trigger would repeat at once, and move the message to the poison queue after five times.
/// </summary>
public sealed partial class Dispatcher(
    DispatchQueue queue,
    PayloadStore payloads,
    MissingPayloads missing,
    Claims claims,
    AttemptRecorder recorder,
    SuppressedRecipients suppressed,
    FollowUp followUp,
    ProviderPass pass,
    DispatchBudget budget,
    RetrySchedule schedule,
    IOptions<DispatchOptions> options,
    TimeProvider time,
    ILogger<Dispatcher> logger)
{
    // Long enough for a brief storage fault, short enough not to delay the email noticeably.
    private static readonly TimeSpan StorageFaultDelay = TimeSpan.FromSeconds(30);

    // For some hours. Then the exception is thrown, and the poison queue handler ends the email when it is too old.
    private const int MaxReturns = 5;

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

            // Not canceled: nobody would know of a claim in progress, and the email would have to wait until its lease expires.
            row = await claims.TryClaimAsync(message, email, CancellationToken.None);
        }
        catch (Exception fault) when (StorageFaults.Is(fault) && !cancellationToken.IsCancellationRequested)
        {
            var isMissing = fault is RequestFailedException { ErrorCode: "BlobNotFound" };
            if (isMissing && await missing.TrySettleAsync(message, cancellationToken))
                return;

            Log.StorageFault(logger, fault, message.Id, message.Tenant, message.Attempt);
            await queue.SendAsync(message, isMissing ? MissingPayloads.LookAgainAfter : StorageFaultDelay, cancellationToken);
            return;
        }
        catch (Exception fault) when (MemoryFaults.Is(fault) && message.Returns < MaxReturns)
        {
            MemoryFaults.Log(logger, fault, message.Id, message.Tenant, message.Attempt);
            await queue.SendAsync(message with { Returns = message.Returns + 1 }, schedule.DelayAfter(message.Returns + 1), cancellationToken);
            return;
        }

        if (row is null)
            return;

        // If the email was rescheduled, the row has the current scheduled time.
        email = email with { ScheduledAt = row.ScheduledAt };
        await FinishAsync(message, await AttemptAsync(message, row, email, cancellationToken));
    }

    /// <summary>Makes the first attempt for an email that was claimed with its acceptance.</summary>
    /// <returns>The row as stored; null if another instance took over the email.</returns>
    public async Task<EmailRow?> DispatchClaimedAsync(DispatchMessage message, EmailRow row, Email email, CancellationToken cancellationToken)
    {
        using var activity = DispatchTelemetry.StartDispatch(message.Traceparent);
        activity.Describe(message.Id, message.Tenant, message.Attempt);
        using var room = message.Blob is null ? null : await budget.TakeAsync(message.Size, CancellationToken.None);
        return await FinishAsync(message, await AttemptAsync(message, row, email, cancellationToken));
    }

    private async Task<PassResult> AttemptAsync(DispatchMessage message, EmailRow claimed, Email email, CancellationToken cancellationToken)
    {
        EmailRow row;
        try
        {
            row = await suppressed.TakeOutAsync(claimed, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Nothing was started: release the email unchanged.
            return new PassResult(claimed, WasAttempted: false, NotBefore: null);
        }
        catch (Exception fault) when (StorageFaults.Is(fault))
        {
            Log.StorageFault(logger, fault, message.Id, message.Tenant, message.Attempt);
            return new PassResult(claimed, WasAttempted: false, time.GetUtcNow() + StorageFaultDelay);
        }
#pragma warning disable CA1031 // It is told by the row and the log; thrown, it would make the message come back.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            var ended = new ProviderPassState(claimed);
            if (MemoryFaults.Is(fault))
            {
                MemoryFaults.Log(logger, fault, message.Id, message.Tenant, message.Attempt);
                ended.WaitForMemory();
            }
            else
            {
                Log.Faulty(logger, fault, message.Id, message.Tenant, message.Attempt);
                ended.Fail(fault);
            }

            return ended.Result();
        }

        return row.Recipients.Any(r => r.IsDue)
            ? await pass.RunAsync(row, email, cancellationToken)
            : new PassResult(row, WasAttempted: true, NotBefore: null);
    }

    private async Task<EmailRow?> FinishAsync(DispatchMessage message, PassResult result)
    {
        var row = Conclude(message, result, time.GetUtcNow());
        var isAccepted = row.Attempts.Any(a => a.Number == message.Attempt && a.Outcome.IsAccepted());
        var isPrepared = !isAccepted && await TryPrepareAsync(row, message);
        if (await recorder.RecordAsync(row) is not { } recorded)
            return null;

        if (recorded.Status.IsTerminal())
            DispatchTelemetry.CountFinished(recorded.Status.ToName(), recorded.Stream, recorded.SentAt - recorded.AcceptedAt);
        await followUp.CompleteAsync(recorded, message, result.WaitsFor);
        if (!isPrepared)
            await followUp.PrepareAsync(recorded, message);
        return recorded;
    }

    private async Task<bool> TryPrepareAsync(EmailRow row, DispatchMessage message)
    {
        try
        {
            await followUp.PrepareAsync(row, message);
            return true;
        }
#pragma warning disable CA1031 // The record does not depend on it; it is repeated after that, and thrown there.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    /// <summary>The row to record: the status of the email and the time of the next attempt.</summary>
    private EmailRow Conclude(DispatchMessage message, PassResult result, DateTimeOffset now)
    {
        var row = result.Row;
        var giveUpAt = row.DueSince + options.Value.MaxAge;

        // After a take-over, the attempt may be recorded although no provider was asked this time.
        var wasAttempted = result.WasAttempted || row.Attempts.Any(a => a.Number == message.Attempt);
        var dueAt = result.NotBefore ?? now;
        if (wasAttempted)
        {
            var number = message.Attempt - row.Window.After;

            // A single reply that asks to wait beyond the end is no reason to end the email now.
            if (result.NotBefore is { } asked && asked <= giveUpAt)
            {
                dueAt = Later(asked, now + RetrySchedule.MinimumAfter(number));
                row = row with { Window = row.Window with { AskedWaits = row.Window.AskedWaits + 1 } };
            }
            else
            {
                dueAt = now + schedule.DelayAfter(Math.Max(1, number - row.Window.AskedWaits));
            }
        }

        // An event may still tell whether the provider has the message; its receiver settles the row.
        if (result.IsEventAwaited && dueAt <= giveUpAt && row.Recipients.Any(r => r.IsDue))
            dueAt = Earlier(Later(dueAt, now + options.Value.UnknownWait), giveUpAt);

        // A paused provider or a used-up quota does not end an email early: the last attempt is made at the end.
        if (result.IsAnyPaused && dueAt > giveUpAt && now < giveUpAt)
            dueAt = giveUpAt;

        // The providers are known again soon after storage answers, so its last attempt does not wait for the schedule.
        if (result.IsIncomplete && dueAt > giveUpAt)
            dueAt = Later(giveUpAt, now + schedule.DelayAfter(1));

        // A single refusal is not permanent, even if emails are retried only for a short time.
        if (row.Recipients.Any(r => r.IsDue) && dueAt > giveUpAt && !result.IsIncomplete)
            row = row with { Recipients = [.. row.Recipients.Select(r => GiveUp(r, suppresses: message.Attempt > 1))] };

        var summary = RecipientList.Summarise(row.Recipients);
        return row with
        {
            Status = summary,
            AttemptNumber = wasAttempted ? message.Attempt : message.Attempt - 1,
            NextAttemptAt = summary == EmailStatus.Deferred ? dueAt : null,
            Offering = null,
        };
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static Recipient GiveUp(Recipient recipient, bool suppresses) => !recipient.IsDue ? recipient : recipient with
    {
        Status = CategoryNames.IsOfRecipient(recipient.Category) ? EmailStatus.Bounced : EmailStatus.Failed,
        Unreachable = suppresses && CategoryNames.Suppresses(recipient.Category) ? true : null,
    };

    private static partial class Log
    {
        [LoggerMessage(2002, LogLevel.Error, "Email {Id} of {Tenant}, attempt {Attempt}: storage failed before the attempt; the message is put back")]
        public static partial void StorageFault(ILogger logger, Exception fault, string id, string tenant, int attempt);

        [LoggerMessage(2009, LogLevel.Error, "Email {Id} of {Tenant}, attempt {Attempt}: a fault of the dispatcher itself before a provider was asked; the attempt ends with it")]
        public static partial void Faulty(ILogger logger, Exception fault, string id, string tenant, int attempt);
    }
}
