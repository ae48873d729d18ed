using Azure.Storage.Queues.Models;
using EmailDispatch.Emails;

namespace EmailDispatch.Operations;

/// <summary>A message of a poison queue as an operator sees it.</summary>
public sealed class PoisonMessage
{
    private const int MaxReason = 500;

    private readonly PeekedMessage _message;
    private readonly PoisonDescription _description;

    internal PoisonMessage(string queue, PeekedMessage message, PoisonDescription description) => (Queue, _message, _description) = (queue, message, description);

    public string Queue { get; }

    public string Id => _message.MessageId;

    /// <summary>The id of the email it is about; null if it cannot be read.</summary>
    public string? EmailId => _description.EmailId?.ToString();

    public string? Tenant => _description.Tenant is { } tenant ? TextSafety.Shorten(tenant, 100) : null;

    /// <summary>The status in the row of the email; null without a row.</summary>
    public string? EmailStatus { get; init; }

    /// <summary>Why it is here: it cannot be read, or what its row says; null if only the log knows.</summary>
    public string? Reason
    {
        get;
        init => field = value is null ? null : TextSafety.Shorten(value, MaxReason);
    }

    public DateTimeOffset? InsertedAt => _message.InsertedOn;

    /// <summary>When the queue deletes it; null for never.</summary>
    public DateTimeOffset? ExpiresAt => _message.ExpiresOn is { Year: < 9999 } at ? at : null;

    public long DequeueCount => _message.DequeueCount;

    /// <summary>Its size on the queue, in bytes.</summary>
    public int Size => _message.Body.ToMemory().Length;

    /// <summary>Its text, without the bodies and blind copies of emails.</summary>
    public string Content => PoisonContent.Of(_description.Json ?? _message.Body.ToMemory());
}
