namespace EmailDispatch.Webhooks;

/// <summary>An event as an endpoint's log keeps it.</summary>
/// <param name="Id">Its id, the same in every try: who gets it twice can tell.</param>
/// <param name="Type">What happened.</param>
/// <param name="Subject">What it happened to: events with the same subject are told in order.</param>
/// <param name="At">When it happened.</param>
/// <param name="Payload">The body, without the sequence number.</param>
public sealed record LoggedEvent(string Id, string Type, string Subject, DateTimeOffset At, string Payload)
{
    /// <summary>Its place among the endpoint's events, from 1 and without gaps.</summary>
    public long Sequence { get; init; }

    /// <summary>What became of it.</summary>
    public WebhookEventStatus Status { get; init; }

    /// <summary>When the next try is due; null if none is.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>The status code of the last answer; null if there was none.</summary>
    public int? LastCode { get; init; }

    /// <summary>The body that is posted.</summary>
    public string Body => WebhookPayload.WithSequence(Payload, Sequence);
}

/// <summary>What became of an event at an endpoint. Shown in lower case, as the Resend API has them.</summary>
public enum WebhookEventStatus
{
    /// <summary>Not tried yet.</summary>
    Pending,

    /// <summary>Tried in vain; it will be tried again.</summary>
    Attempting,

    /// <summary>The endpoint took it.</summary>
    Success,

    /// <summary>Given up, and the endpoint disabled.</summary>
    Failed,
}
