using Azure;
using EmailDispatch.Emails;
using EmailDispatch.Queueing;
using EmailDispatch.Status;
using EmailDispatch.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Intake;

/// <summary>
/// Accepts emails. In this order: the payload blob where the email does not fit a queue message, the status row, the queue message.
/// Only when the message is on the queue the email is accepted. A crash before that leaves a blob or a row that nothing refers to,
/// and a caller without an answer, who asks again.
/// </summary>
public sealed partial class EmailIntake(
    StatusStore status, DispatchQueue queue, IOptions<EmailLimits> limits, ILogger<EmailIntake> logger)
{
    // About as long as the real one, which is known only when the row is written.
    private static readonly ETag UnknownVersion = new("W/\"datetime'2000-01-01T00%3A00%3A00.0000000Z'\"");

    /// <summary>Reads, validates and accepts one email.</summary>
    /// <param name="tenant">Whose email it is.</param>
    /// <param name="json">The request, UTF-8.</param>
    /// <param name="cancellationToken">The caller has gone; nothing is accepted then.</param>
    /// <exception cref="RequestFailedException">Storage did not take it; nothing was accepted.</exception>
    public async Task<SubmissionResult> SubmitAsync(string tenant, ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        var read = EmailReader.Read(json, limits.Value);
        if (read.Email is not { } email)
            return new SubmissionResult(null, read.Fault, read.Errors);

        using var activity = DispatchTelemetry.StartAccept();
        var id = status.NewId();
        activity.Describe(id.ToString(), tenant);
        var draft = new DispatchMessage { Id = id.ToString(), Tenant = tenant, Attempt = 1, Etag = UnknownVersion.ToString() };
        var message = await queue.WithPayloadAsync(draft, id, email, cancellationToken);
        var version = await status.InsertAsync(NewRow(tenant, id, email), cancellationToken);
        await queue.SendAsync(message with { Etag = version.ToString() }, TimeSpan.Zero, cancellationToken);

        DispatchTelemetry.CountAccepted(email.Stream);
        Log.Accepted(logger, id.ToString(), tenant, MessageSize.Estimate(email));
        return new SubmissionResult(id, EmailFault.None, []);
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
