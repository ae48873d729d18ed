namespace EmailDispatch.LocalHost.Runtime.Settings;

/// <summary><c>extensions.queues</c> of host.json, which holds for every queue trigger of the app.</summary>
internal sealed record QueueSettings
{
    private readonly int? _newBatchThreshold;

    /// <summary>Messages asked for at once, 1–32. Default 16.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>
    /// More are asked for when no more than this many still run, so that at most <see cref="BatchSize"/> more than that run
    /// at a time. Default half the batch size.
    /// </summary>
    public int NewBatchThreshold
    {
        get => _newBatchThreshold ?? BatchSize / 2;
        init => _newBatchThreshold = value;
    }

    /// <summary>The longest wait between two looks at an empty queue. Default 1 minute.</summary>
    public TimeSpan MaxPollingInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a message whose function failed stays invisible. Default none: it is tried again at once.</summary>
    public TimeSpan VisibilityTimeout { get; init; }

    /// <summary>After this many failures a message is moved to the poison queue. Default 5.</summary>
    public int MaxDequeueCount { get; init; } = 5;

    /// <summary>How the text of a message stands for its body. Default base64.</summary>
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

/// <summary>How a queue message's text stands for its body.</summary>
internal enum MessageEncoding
{
    /// <summary>The text is the body, in UTF-8.</summary>
    None,

    Base64,
}
