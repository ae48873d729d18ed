using System.Text.Json;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using EmailDispatch.Dispatch;
using EmailDispatch.Emails;
using EmailDispatch.Queueing;
using EmailDispatch.Replies;
using EmailDispatch.Status;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Operations;

/// <summary>
/// Settles messages that the trigger gave up on. If a message can be read, the row of its email decides:
/// <list type="bullet">
/// <item>ended, deferred or further on: the follow-up of the recorded outcome is repeated;</item>
/// <item>an attempt is running: the message is put back until the attempt's lease ends. Then the attempt is taken over if the rule for lost
/// attempts allows it (<see cref="LostAttempts"/>), because five stopped instances say nothing about the email. Otherwise the email becomes
/// <c>unknown</c>;</item>
/// <item>its attempt never began: nothing was sent, so the message is put back with growing delays until the email is too old. Then the email
/// becomes <c>failed</c> and can be retried.</item>
/// </list>
/// A message that cannot be read stays on the poison queue unchanged. If it has an id and its email waits for an attempt, the email becomes
/// <c>failed</c>. The queue has no trigger: it would hide what stays from the operator.
/// </summary>
public sealed partial class PoisonedMessages(
    QueueServiceClient queues,
    StatusStore status,
    PayloadStore payloads,
    DispatchQueue queue,
    LostAttempts lost,
    FollowUp followUp,
    RetrySchedule schedule,
    IOptions<DispatchOptions> options,
    TimeProvider time,
    ILogger<PoisonedMessages> logger)
{
    private readonly QueueClient _poison = queues.GetQueueClient(DispatchQueue.PoisonQueueName);

    /// <summary>Settles every visible message of the poison queue.</summary>
    public Task BringBackAsync(CancellationToken cancellationToken) => new PoisonSweep(_poison, time).RunAsync(
        message => TrySettleAsync(message, cancellationToken),
        (message, fault) => Log.NotSettled(logger, fault, message.MessageId),
        cancellationToken);

    private async Task<bool> TrySettleAsync(QueueMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await SettleAsync(message.Body.ToString(), cancellationToken);
        }
        catch (InvalidDataException unreadable)
        {
            if (message.DequeueCount == 1)
                Log.Unreadable(logger, unreadable, message.MessageId);
            return false;
        }

        await _poison.DeleteMessageAsync(message.MessageId, message.PopReceipt, CancellationToken.None);
        return true;
    }

    /// <exception cref="InvalidDataException">The message cannot be read and must stay on the queue.</exception>
    public Task SettleAsync(string text, CancellationToken cancellationToken) => SettleAsync(text, isUrgent: false, cancellationToken);

    /// <summary>Settles one message; with <paramref name="isUrgent"/>, an attempt that never began is made at once.</summary>
    /// <exception cref="InvalidDataException">The message cannot be read and must stay on the queue.</exception>
    public async Task SettleAsync(string text, bool isUrgent, CancellationToken cancellationToken)
    {
        DispatchMessage? message = null;
        InvalidDataException? unreadable = null;
        try
        {
            message = DispatchMessage.Parse(text);
        }
        catch (InvalidDataException fault)
        {
            unreadable = fault;
        }

        var (id, tenant) = message is not null && EmailId.TryParse(message.Id, out var parsed) ? (parsed, message.Tenant) : FindId(text);
        if (id is null || tenant is null)
            throw unreadable!;

        // Another writer may be changing the row.
        for (var tries = 0; tries < 5; tries++)
        {
            if (await status.ReadAsync(tenant, id.Value, cancellationToken) is not { } row
                || await TrySettleAsync(row, message, unreadable, isUrgent, cancellationToken))
                break;
        }

        if (unreadable is not null)
            throw unreadable;
    }

    /// <returns>Whether it is settled; false if another writer changed the row meanwhile.</returns>
    private async Task<bool> TrySettleAsync(EmailRow row, DispatchMessage? message, InvalidDataException? unreadable, bool isUrgent, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (message is not null && row.AttemptNumber > message.Attempt)
            return true;
        if ((row.Status.IsTerminal() && !UnacceptedEmails.WasGivenUp(row)) || (row.Status == EmailStatus.Deferred && row.AttemptNumber == message?.Attempt))
        {
            if (message is not null)
                await followUp.RepeatAsync(row, message);
            return true;
        }

        if (row.Status == EmailStatus.Sending && !(message is not null && row.LeaseUntil <= now && LostAttempts.GoesOn(row, message.Payload)))
        {
            if (row.LeaseUntil <= now)
                await lost.GiveUpAsync(row, message, message?.Payload, cancellationToken);
            else if (message is not null)
                await PutBackAsync(row, message, row.LeaseUntil!.Value - now, cancellationToken);
            return true;
        }

        if (message is null)
            return await TryFailAsync(row, unreadable!.Message, cancellationToken);

        var delay = isUrgent ? TimeSpan.Zero : schedule.DelayAfter(message.Returns + 1);
        if (now + delay <= row.DueSince + options.Value.MaxAge)
        {
            await PutBackAsync(row, message, delay, cancellationToken);
            return true;
        }

        if (row.Status == EmailStatus.Sending)
        {
            await lost.GiveUpAsync(row, message, message.Payload, cancellationToken);
            return true;
        }

        if (message.Payload is { } email)
            await payloads.SaveAsync(row.Tenant, row.Id, email, cancellationToken);
        return await TryFailAsync(
            row, $"The dispatcher failed repeatedly before attempt {message.Attempt} began, and no provider was asked; see its log.", cancellationToken);
    }

    private async Task PutBackAsync(EmailRow row, DispatchMessage message, TimeSpan delay, CancellationToken cancellationToken)
    {
        await queue.SendAsync(message.Following(row) with { Returns = message.Returns + 1 }, delay, cancellationToken);
        Log.PutBack(logger, message.Id, message.Tenant, message.Attempt, message.Returns + 1, delay);
    }

    private async Task<bool> TryFailAsync(EmailRow row, string reason, CancellationToken cancellationToken)
    {
        var recipients = row.Recipients.Select(r => r.IsDue || UnacceptedEmails.WasGivenUp(row) ? r with { Status = EmailStatus.Failed, Reply = reason, Category = CategoryNames.DispatcherFault } : r).ToList();
        if (await status.TryRecordAsync(row with { Status = RecipientList.Summarise(recipients), Recipients = recipients }, cancellationToken) is null)
            return false;

        Log.Failed(logger, row.Id.ToString(), row.Tenant, row.AttemptNumber);
        return true;
    }

    /// <summary>Finds the id and tenant of a message that is otherwise unreadable.</summary>
    internal static (EmailId? Id, string? Tenant) FindId(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String && EmailId.TryParse(id.GetString(), out var parsed)
                && json.RootElement.TryGetProperty("tenant", out var tenant) && tenant.ValueKind == JsonValueKind.String
                    ? (parsed, tenant.GetString())
                    : default;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return default;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2301, LogLevel.Error, "Email {Id} of {Tenant} failed at attempt {Attempt}: its message was poisoned; it can be retried")]
        public static partial void Failed(ILogger logger, string id, string tenant, int attempt);

        [LoggerMessage(2303, LogLevel.Warning, "Email {Id} of {Tenant}, attempt {Attempt}: its message was poisoned {Returns} times; it is put back for {Delay}")]
        public static partial void PutBack(ILogger logger, string id, string tenant, int attempt, int returns, TimeSpan delay);

        [LoggerMessage(2302, LogLevel.Error, "Message {MessageId} on the poison queue cannot be read; it stays there")]
        public static partial void Unreadable(ILogger logger, Exception fault, string messageId);

        [LoggerMessage(2304, LogLevel.Error, "Message {MessageId} on the poison queue could not be settled; it is tried again")]
        public static partial void NotSettled(ILogger logger, Exception fault, string messageId);
    }
}
