using System.Text.Json;
using System.Text.Json.Serialization;
using EmailDispatch.Emails;
using EmailDispatch.Status;

namespace EmailDispatch.Queueing;

/// <summary>A message of the queue <c>email-dispatch</c>: one attempt to make for one email. Version 1.</summary>
public sealed record DispatchMessage
{
    /// <summary>An <see cref="Etag"/> that no row has: the attempt may have begun, and the row must be read.</summary>
    public const string NoVersion = "";

    /// <summary>The version of this format; readers reject versions they do not know.</summary>
    public int V { get; init; } = CurrentVersion;

    public required string Id { get; init; }

    public required string Tenant { get; init; }

    /// <summary>Which attempt to make, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>The version of the status row before this attempt, so that the claim needs no read; or <see cref="NoVersion"/>.</summary>
    public required string Etag { get; init; }

    /// <summary>
    /// When a scheduled email is due, or since when a late drop is tried; null for at once. The message may arrive earlier, because a queue hides it
    /// for at most seven days.
    /// </summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>The email; null if it is in the blob.</summary>
    public Email? Payload { get; init; }

    /// <summary>The blob that holds the email; null if it is in the message.</summary>
    public string? Blob { get; init; }

    /// <summary>The approximate size of the composed message of an email in a blob, in bytes; null if unknown.</summary>
    public long? Size { get; init; }

    /// <summary>The UUID by which its sender names the email, if that is not its id; else null.</summary>
    public Guid? GivenId { get; init; }

    /// <summary>The trace in which the message was put (https://www.w3.org/TR/trace-context/); null without tracing.</summary>
    public string? Traceparent { get; init; }

    /// <summary>When its delay on the queue ends, by the clock of the sending instance; null without a delay.</summary>
    public DateTimeOffset? VisibleAt { get; init; }

    /// <summary>The queue's receipt for the message; null if it did not come from a queue. Not serialized.</summary>
    [JsonIgnore]
    public QueueReceipt? Receipt { get; init; }

    /// <summary>How often it was put back before its attempt could begin: from the poison queue, or because memory ran out.</summary>
    public int Returns { get; init; }

    internal const int CurrentVersion = 1;

    /// <summary>Creates the message for the next step of an email according to its row. The email is in its blob.</summary>
    public static DispatchMessage For(EmailRow row) => new()
    {
        Id = row.Id.ToString(),
        Tenant = row.Tenant,
        Attempt = NextAttempt(row),
        Etag = VersionOf(row),
        DueAt = row.Status == EmailStatus.Scheduled ? row.ScheduledAt : null,
        Blob = PayloadStore.NameOf(row.Tenant, row.Id),
        Size = row.Size,
        GivenId = row.GivenId,
    };

    /// <summary>Returns this message for the next step of the email according to its row.</summary>
    public DispatchMessage Following(EmailRow row) => this with { Attempt = NextAttempt(row), Etag = VersionOf(row) };

    /// <exception cref="InvalidDataException">It is not a dispatch message, or its version is unknown to this code.</exception>
    public static DispatchMessage Parse(string text)
    {
        DispatchMessage? message;
        try
        {
            message = JsonSerializer.Deserialize(text, QueueJson.Relaxed.DispatchMessage);
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"The queue message is not a dispatch message: {fault.Message}", fault);
        }

        if (message is null || message.V != CurrentVersion)
            throw new InvalidDataException($"The queue message has version {message?.V}; this code reads version {CurrentVersion}.");
        if (!EmailId.TryParse(message.Id, out _) || message.Attempt < 1 || (message.Payload is null) == (message.Blob is null))
            throw new InvalidDataException("The queue message names no email id, no attempt, or not exactly one of payload and blob.");

        return message;
    }

    // A running attempt is made again.
    private static int NextAttempt(EmailRow row) => row.Status == EmailStatus.Sending ? row.AttemptNumber : row.AttemptNumber + 1;

    // With the version of a claim the message would look like a first attempt, and what the lost attempt sent would be forgotten.
    private static string VersionOf(EmailRow row) => row.Status == EmailStatus.Sending ? NoVersion : row.ETag.ToString();

    public string Serialize() => JsonSerializer.Serialize(this, QueueJson.Relaxed.DispatchMessage);
}
