using System.Text.Json.Serialization;
using EmailDispatch.Operations;

namespace EmailDispatch.Functions.Api;

/// <summary>The first visible messages of the poison queues, and how many each queue has. <c>HasMore</c> includes hidden messages.</summary>
public sealed record PoisonListView(bool HasMore, IReadOnlyList<PoisonQueueView> Queues, IReadOnlyList<PoisonMessageView> Data)
{
    public string Object { get; } = "list";

    public static PoisonListView Of(IReadOnlyList<PoisonQueue> queues) => new(
        queues.Any(queue => queue.Count > queue.Messages.Count),
        [.. queues.Select(queue => new PoisonQueueView(queue.Name, queue.Count, queue.Messages.Count))],
        [.. queues.SelectMany(queue => queue.Messages).Select(PoisonMessageView.Of)]);
}

/// <param name="Name">The name of the queue.</param>
/// <param name="ApproximateCount">How many messages it has, including hidden ones.</param>
/// <param name="Listed">How many of them are listed.</param>
public sealed record PoisonQueueView(string Name, int ApproximateCount, int Listed);

public sealed record PoisonMessageView(
    string Queue,
    string Id,
    string? EmailId,
    string? Tenant,
    string? EmailStatus,
    string? Reason,
    DateTimeOffset? InsertedAt,
    DateTimeOffset? ExpiresAt,
    long DequeueCount,
    int Size)
{
    [JsonPropertyOrder(-1)]
    public string Object { get; } = "poison_message";

    /// <summary>Its text, only in the response about this message.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Content { get; init; }

    public static PoisonMessageView Of(PoisonMessage message) => new(
        message.Queue, message.Id, message.EmailId, message.Tenant, message.EmailStatus, message.Reason,
        message.InsertedAt, message.ExpiresAt, message.DequeueCount, message.Size);
}

/// <summary>A message that has left its poison queue. <c>EmailStatus</c> is that of its email after it was requeued, null without a row.</summary>
public sealed record PoisonChangedView(string Queue, string Id, string Change, string? EmailStatus)
{
    public const string Requeued = "requeued";
    public const string Deleted = "deleted";

    public string Object { get; } = "poison_message";
}
