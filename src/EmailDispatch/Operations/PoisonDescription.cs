using EmailDispatch.Emails;
using EmailDispatch.Events;
using EmailDispatch.Intake;
using EmailDispatch.Queueing;

namespace EmailDispatch.Operations;

/// <summary>What can be read in a poison message.</summary>
/// <param name="EmailId">The id of its email; null if it has none or cannot be read.</param>
/// <param name="Tenant">The tenant of its email.</param>
/// <param name="Fault">Why it cannot be read; null if it can.</param>
/// <param name="Json">The JSON of a message in base64; null if it is as on the queue.</param>
internal sealed record PoisonDescription(EmailId? EmailId, string? Tenant, string? Fault = null, ReadOnlyMemory<byte>? Json = null)
{
    public static PoisonDescription Of(string queue, string id, DateTimeOffset? insertedOn, BinaryData body, Func<DateTimeOffset, string, EmailId> idOf, DateTimeOffset now)
    {
        try
        {
            return queue switch
            {
                DispatchQueue.PoisonQueueName => OfDispatch(body.ToString()),
                QueueDrops.PoisonQueueName => OfDrop(body.ToMemory(), now, () => insertedOn is { } at ? idOf(at, id) : null),
                _ => new PoisonDescription(null, EventMessage.Parse(body.ToString()).Tenant),
            };
        }
        catch (InvalidDataException unreadable)
        {
            return new PoisonDescription(null, null, unreadable.Message);
        }
    }

    private static PoisonDescription OfDispatch(string text)
    {
        try
        {
            var message = DispatchMessage.Parse(text);
            return new PoisonDescription(Emails.EmailId.TryParse(message.Id, out var id) ? id : null, message.Tenant);
        }
        catch (InvalidDataException unreadable)
        {
            var (id, tenant) = PoisonedMessages.FindId(text);
            return new PoisonDescription(id, tenant, unreadable.Message);
        }
    }

    private static PoisonDescription OfDrop(ReadOnlyMemory<byte> body, DateTimeOffset now, Func<EmailId?> derive)
    {
        if (DropReader.Read(body, now) is not { } drop)
            return new PoisonDescription(null, null, "The drop is not JSON, neither plain nor in base64.");

        // Otherwise its id is looked up in a table, which also writes.
        return new PoisonDescription(drop.Id ?? (drop.GivenId is null ? derive() : null), drop.Tenant, Json: DropReader.Decode(body));
    }
}
