using EmailDispatch.Telemetry;

namespace EmailDispatch.Events.Mail;

/// <summary>Receives the emails that servers return about a tenant's emails, and queues their events.</summary>
public sealed class MailReceiver(EventQueue queue, TimeProvider time)
{
    /// <summary>The maximum message size in bytes. Servers truncate the returned copy long before that.</summary>
    public const int MaxBytes = 2 * 1024 * 1024;

    /// <summary>Queues the events of one message. The tenant is null for our own mailbox: the message may be about any tenant's emails.</summary>
    /// <returns>The number of events; null if it is not an email message.</returns>
    /// <exception cref="Azure.RequestFailedException">Storage failed; nothing was queued.</exception>
    public async Task<int?> ReceiveAsync(string? tenant, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        try
        {
            var events = await ReturnedMail.ReadAsync(message, now, cancellationToken);
            DispatchTelemetry.CountEvents(EventMessage.Mail, "other", events.Count == 0 ? 1 : 0);
            await queue.SendAsync(new EventMessage(EventMessage.Mail, now, events) { Tenant = tenant }, TimeSpan.Zero, cancellationToken);
            return events.Count;
        }
        catch (FormatException)
        {
            DispatchTelemetry.CountEvents(EventMessage.Mail, "unreadable", 1);
            return null;
        }
    }
}
