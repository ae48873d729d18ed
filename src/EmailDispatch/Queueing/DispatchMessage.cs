using System.Text.Json;
using System.Text.Json.Serialization;
using EmailDispatch.Emails;

namespace EmailDispatch.Queueing;

/// <summary>What travels on the queue <c>email-dispatch</c>: one attempt to make for one email. Version 1.</summary>
public sealed record DispatchMessage
{
    /// <summary>An <see cref="Etag"/> that no row has: the attempt may have begun.</summary>
    public const string NoVersion = "";

    /// <summary>The version of this format; readers refuse one they do not know.</summary>
    public int V { get; init; } = CurrentVersion;

    /// <summary>The email's id.</summary>
    public required string Id { get; init; }

    /// <summary>Whose email it is.</summary>
    public required string Tenant { get; init; }

    /// <summary>Which attempt to make, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>
    /// The version of the status row this attempt starts from: the claim needs no read. <see cref="NoVersion"/> where the row has to be read.
    /// </summary>
    public required string Etag { get; init; }

    /// <summary>When a scheduled email is due. The message may come before: a queue hides it for seven days at most. Null for at once.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>The email; null where it is in the blob.</summary>
    public Email? Payload { get; init; }

    /// <summary>The blob that holds the email; null where it is in the message.</summary>
    public string? Blob { get; init; }

    /// <summary>About how large the message will be that the blob becomes, in bytes; null where that is not known.</summary>
    public long? Size { get; init; }

    /// <summary>The trace that put the message (https://www.w3.org/TR/trace-context/); null where nobody traces.</summary>
    public string? Traceparent { get; init; }

    /// <summary>When its delay on the queue is over, by the clock of who put it; null where it had none.</summary>
    public DateTimeOffset? VisibleAt { get; init; }

    /// <summary>The queue's handle on the message that was taken; null where it did not come from a queue. It does not travel.</summary>
    [JsonIgnore]
    public QueueReceipt? Receipt { get; init; }

    /// <summary>How often it was put back before its attempt could begin: from the poison queue, or because memory ran out.</summary>
    public int Returns { get; init; }

    internal const int CurrentVersion = 1;

    /// <summary>Reads a message.</summary>
    /// <exception cref="InvalidDataException">It is not one of ours, or of a version this code does not know.</exception>
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

    /// <summary>The message as it is put on the queue.</summary>
    public string Serialize() => JsonSerializer.Serialize(this, QueueJson.Relaxed.DispatchMessage);
}
