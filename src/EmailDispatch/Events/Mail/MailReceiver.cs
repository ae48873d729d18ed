using EmailDispatch.Telemetry;

namespace EmailDispatch.Events.Mail;

/// <summary>Takes the emails that servers return about emails of a tenant, and puts what they tell on the queue of events.</summary>
public sealed class MailReceiver(EventQueue queue, TimeProvider time)
{
    /// <summary>The largest message, in bytes. Servers cut the copy that they return long before.</summary>
    public const int MaxBytes = 2 * 1024 * 1024;

    /// <summary>Takes one message.</summary>
    /// <param name="tenant">Whose emails it may be about; null for all, where it comes from our own mailbox.</param>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many recipients it tells of; null if it is not a message.</returns>
    /// <exception cref="Azure.RequestFailedException">Storage fails; nothing was taken.</exception>
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
