namespace EmailDispatch.Simulation.Storage;

/// <summary>A message on a queue.</summary>
public sealed class StoredMessage(string id, string text, DateTimeOffset insertedAt)
{
    public string Id => id;

    public string Text => text;

    public DateTimeOffset InsertedAt => insertedAt;

    public DateTimeOffset VisibleAt { get; set; }

    public int DequeueCount { get; set; }

    /// <summary>Changes whenever the message is taken or hidden.</summary>
    public string PopReceipt { get; set; } = "";
}
