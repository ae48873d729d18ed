using Azure;
using EmailDispatch.Emails;
using EmailDispatch.Queueing;
using EmailDispatch.Status;
using EmailDispatch.Telemetry;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Intake;

/// <summary>
/// Takes an email over, in this order: the payload blob where it does not fit a queue message, the status row, the queue message.
/// Only when the message is on the queue the email is accepted.
/// An id may come a second time, from one who died before they could tell: then the row is there already, and what may be missing
/// is the message. It is put while the row still waits for its first attempt. Of two messages one loses its claim, so that is one email.
/// </summary>
public sealed partial class Acceptance(StatusStore status, DispatchQueue queue, ILogger<Acceptance> logger)
{
    // About as long as the real one, which is known only when the row is written.
    private static readonly ETag UnknownVersion = new("W/\"datetime'2000-01-01T00%3A00%3A00.0000000Z'\"");

    /// <summary>Accepts one email under its id.</summary>
    /// <exception cref="RequestFailedException">Storage did not take it.</exception>
    public async Task AcceptAsync(string tenant, EmailId id, Email email, CancellationToken cancellationToken)
    {
        using var activity = DispatchTelemetry.StartAccept();
        activity.Describe(id.ToString(), tenant);
        var draft = new DispatchMessage { Id = id.ToString(), Tenant = tenant, Attempt = 1, Etag = UnknownVersion.ToString() };
        var message = await queue.WithPayloadAsync(draft, id, email, cancellationToken);
        var row = await status.InsertAsync(NewRow(tenant, id, email), cancellationToken);
        if (row is not { Status: EmailStatus.Queued, AttemptNumber: 0 })
            return;

        await queue.SendAsync(message with { Etag = row.ETag.ToString() }, TimeSpan.Zero, cancellationToken);
        DispatchTelemetry.CountAccepted(email.Stream);
        Log.Accepted(logger, message.Id, tenant, row.Size);
    }

    private static EmailRow NewRow(string tenant, EmailId id, Email email) => new()
    {
        Id = id,
        Tenant = tenant,
        Status = EmailStatus.Queued,
        From = email.From.ToString(),
        ReplyTo = [.. email.ReplyTo.Select(address => address.ToString())],
        Subject = email.Subject,
        Tags = email.Tags,
        Stream = email.Stream,
        Recipients = RecipientList.Of(email),
        Size = MessageSize.Estimate(email),
    };

    private static partial class Log
    {
        [LoggerMessage(1001, LogLevel.Information, "Email {Id} of {Tenant} accepted, about {Size} bytes")]
        public static partial void Accepted(ILogger logger, string id, string tenant, long size);
    }
}
