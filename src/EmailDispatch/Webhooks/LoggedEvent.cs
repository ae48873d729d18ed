using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace EmailDispatch.Webhooks;

/// <summary>An event in an endpoint's log.</summary>
/// <param name="Id">The same in every attempt, so that receivers can detect duplicates.</param>
/// <param name="Type">One of <see cref="Endpoints.EventTypes"/>.</param>
/// <param name="Subject">The email or provider. Events with the same subject are delivered in order.</param>
/// <param name="At">When it happened.</param>
/// <param name="Payload">The body without the sequence number.</param>
public sealed record LoggedEvent(string Id, string Type, string Subject, DateTimeOffset At, string Payload)
{
    /// <summary>Its number among the endpoint's events, from 1 without gaps.</summary>
    public long Sequence { get; init; }

    public WebhookEventStatus Status { get; init; }

    /// <summary>When the next attempt is due; null if none is planned.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>The status code of the last response; null if there was none.</summary>
    public int? LastCode { get; init; }

    public string Body => WebhookPayload.WithSequence(Payload, Sequence);

    /// <summary>Creates an event that does not belong to an email. Its id is derived from the key, so the same state yields the same event.</summary>
    internal static LoggedEvent Of(string type, string subject, DateTimeOffset at, string key, Action<Utf8JsonWriter> data)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{type}|{subject}|{key}"));
        return new LoggedEvent($"msg_{Convert.ToHexStringLower(hash.AsSpan(0, 16))}", type, subject, at, WebhookPayload.Of(type, at, data));
    }
}

/// <summary>The status of an event at an endpoint. Shown in lower case, as in the Resend API.</summary>
public enum WebhookEventStatus
{
    /// <summary>Not tried yet.</summary>
    Pending,

    /// <summary>Failed; it will be retried.</summary>
    Attempting,

    /// <summary>The endpoint accepted it.</summary>
    Success,

    /// <summary>The last retry failed, and the endpoint was disabled.</summary>
    Failed,
}
