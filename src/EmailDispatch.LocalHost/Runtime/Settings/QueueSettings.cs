namespace EmailDispatch.LocalHost.Runtime.Settings;

/// <summary><c>extensions.queues</c> of host.json, for every queue trigger of the app.</summary>
internal sealed record QueueSettings
{
    private readonly int? _newBatchThreshold;

    /// <summary>Messages per request, 1–32. Default 16.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>
    /// A new batch is requested when at most this many messages are being processed, so at most this plus <see cref="BatchSize"/> run at once.
    /// Default half the batch size.
    /// </summary>
    public int NewBatchThreshold
    {
        get => _newBatchThreshold ?? BatchSize / 2;
        init => _newBatchThreshold = value;
    }

    /// <summary>The longest wait between two polls of an empty queue. Default 1 minute.</summary>
    public TimeSpan MaxPollingInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a message stays hidden after its function failed. Default 0: it is retried at once.</summary>
    public TimeSpan VisibilityTimeout { get; init; }

    /// <summary>After this many failures a message moves to the poison queue. Default 5.</summary>
    public int MaxDequeueCount { get; init; } = 5;

    /// <summary>How the text of a message encodes its body. Default base64.</summary>
    public MessageEncoding MessageEncoding { get; init; } = MessageEncoding.Base64;

    internal string? Fault => this switch
    {
        { BatchSize: < 1 or > 32 } => "batchSize must be 1 to 32.",
        { NewBatchThreshold: < 0 } => "newBatchThreshold must not be negative.",
        { MaxDequeueCount: < 1 } => "maxDequeueCount must be at least 1.",
        _ when MaxPollingInterval < TimeSpan.FromMilliseconds(100) => "maxPollingInterval must be at least 100 ms.",
        _ when VisibilityTimeout < TimeSpan.Zero || VisibilityTimeout > TimeSpan.FromDays(7) =>
            "visibilityTimeout must be 0 to 7 days.",
        _ => null,
    };
}

internal enum MessageEncoding
{
    /// <summary>The text is the body, in UTF-8.</summary>
    None,

    Base64,
}
