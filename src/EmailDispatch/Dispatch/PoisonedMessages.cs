using System.Text.Json;
using EmailDispatch.Emails;
using EmailDispatch.Queueing;
using EmailDispatch.Status;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Dispatch;

/// <summary>
/// What becomes of a message that the trigger gave up. One that can be read tells its email, which has failed then and can be retried.
/// One that cannot be read stays on the poison queue as it came; if at least an id is in it, that row says so.
/// </summary>
public sealed partial class PoisonedMessages(StatusStore status, PayloadStore payloads, Claims claims, ILogger<PoisonedMessages> logger)
{
    /// <summary>Settles a message of the poison queue.</summary>
    /// <exception cref="InvalidDataException">It cannot be read, and has to stay where it is.</exception>
    public async Task SettleAsync(string text, CancellationToken cancellationToken)
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
        {
            Log.Unreadable(logger, unreadable!);
            throw unreadable!;
        }

        // Late, or one of two: its email has ended, or another message brings it on.
        if (message is not null && await claims.IsSettledAsync(message, cancellationToken))
            return;

        if (message?.Payload is { } email)
            await payloads.SaveAsync(tenant, id.Value, email, cancellationToken);
        await MarkFailedAsync(tenant, id.Value, unreadable, cancellationToken);
        if (unreadable is not null)
            throw unreadable;
    }

    private async Task MarkFailedAsync(string tenant, EmailId id, InvalidDataException? unreadable, CancellationToken cancellationToken)
    {
        // Another may be changing the row at the moment; it will not for ever.
        for (var tries = 0; tries < 5; tries++)
        {
            if (await status.ReadAsync(tenant, id, cancellationToken) is not { } row || (row.Status.IsTerminal() && !UnacceptedEmails.WasGivenUp(row)))
                return;

            var reason = unreadable?.Message ?? "The dispatcher failed five times on this email; its log tells why.";
            var recipients = row.Recipients.Select(r => r.IsDue || UnacceptedEmails.WasGivenUp(row) ? r with { Status = EmailStatus.Failed, Reply = reason, Category = "dispatcher_fault" } : r).ToList();
            if (await status.TryRecordAsync(row with { Status = RecipientList.Summarise(recipients), Recipients = recipients }, cancellationToken) is not null)
            {
                Log.Failed(logger, id.ToString(), tenant, row.AttemptNumber);
                return;
            }
        }
    }

    /// <summary>The id and the tenant of a message of which nothing else is right.</summary>
    private static (EmailId? Id, string? Tenant) FindId(string text)
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
        [LoggerMessage(2301, LogLevel.Error, "Email {Id} of {Tenant} was given up at attempt {Attempt}: its message was poisoned; it can be retried")]
        public static partial void Failed(ILogger logger, string id, string tenant, int attempt);

        [LoggerMessage(2302, LogLevel.Error, "A message on the poison queue names no email; it stays there")]
        public static partial void Unreadable(ILogger logger, Exception fault);
    }
}
