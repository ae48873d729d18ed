namespace EmailDispatch.Simulation.Storage;

/// <summary>What a storage service answers.</summary>
public sealed record StoredAnswer(int Status, string? ErrorCode = null)
{
    public string? ETag { get; init; }

    public byte[] Body { get; init; } = [];

    public string ContentType { get; init; } = "application/json";

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public bool IsDone => Status < 300;
}
