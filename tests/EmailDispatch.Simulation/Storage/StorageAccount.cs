using EmailDispatch.Simulation.Engine;

namespace EmailDispatch.Simulation.Storage;

/// <summary>The tables, queues and blobs that all instances share.</summary>
public sealed class StorageAccount(Scheduler scheduler)
{
    /// <summary>For the settings; the key is any base64 text, because nothing checks it.</summary>
    public const string ConnectionString =
        "DefaultEndpointsProtocol=http;AccountName=sim;AccountKey=c2lt;" +
        "BlobEndpoint=http://blob.test/sim;QueueEndpoint=http://queue.test/sim;TableEndpoint=http://table.test/sim;";

    // Without a key, so that no request is signed.
    public static readonly Uri TablesAddress = new("https://table.test/sim?sig=c2lt");
    public static readonly Uri QueuesAddress = new("http://queue.test/sim");

    // The SDK takes the first part of the path for the container.
    public static readonly Uri BlobsAddress = new("http://blob.test");

    public Tables Tables { get; } = new(scheduler);

    public Queues Queues { get; } = new(scheduler);

    public Blobs Blobs { get; } = new(scheduler);

    /// <summary>Makes what an instance makes when it is started for the first time.</summary>
    public void Prepare()
    {
        foreach (var table in LibraryLifetime.Tables)
            Tables.Create(table);
        foreach (var queue in LibraryLifetime.Queues)
            Queues.Create(queue);
    }

    public StoredAnswer Answer(StorageCall call) => call.Service switch
    {
        "table" => Tables.Answer(call),
        "queue" => Queues.Answer(call),
        _ => Blobs.Answer(call),
    };
}
