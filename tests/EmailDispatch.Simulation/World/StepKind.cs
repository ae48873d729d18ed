namespace EmailDispatch.Simulation.World;

/// <summary>What happens to a world from outside.</summary>
public enum StepKind
{
    /// <summary>An email is posted.</summary>
    Post,

    /// <summary>An email is posted with an idempotency key, and again until it is answered.</summary>
    PostWithKey,

    /// <summary>An earlier post with a key is repeated.</summary>
    Repeat,

    /// <summary>A batch is posted.</summary>
    Batch,

    /// <summary>An email is posted and its first attempt made at once.</summary>
    Express,

    /// <summary>An email is posted for later.</summary>
    Schedule,
    Cancel,
    Reschedule,
    Retry,

    /// <summary>An email is dropped on the queue.</summary>
    Drop,

    /// <summary>An address is put on the do-not-send list.</summary>
    Suppress,

    /// <summary>A provider is added through the API.</summary>
    AddProvider,

    /// <summary>That provider is removed.</summary>
    RemoveProvider,

    /// <summary>The settings of the deployment change.</summary>
    Reconfigure,

    /// <summary>The API key is revoked.</summary>
    Revoke,

    /// <summary>A service puts a message on a queue that nobody can read.</summary>
    Garbage,

    /// <summary>An instance dies and is started again.</summary>
    Crash,

    /// <summary>An instance is stopped and started again.</summary>
    Stop,

    /// <summary>Storage, or the webhook, fails now and then, for some time.</summary>
    StorageStorm,

    /// <summary>A provider fails now and then, for some time.</summary>
    MailStorm,
}
