using EmailDispatch.Secrets;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>A vault with one secret, which the test can change.</summary>
public sealed class RecordedSecrets : ISecretSource
{
    private int _reads;

    public string Value { get; set; } = "old-not-a-secret";

    public int Reads => _reads;

    public Task<string> ReadAsync(string name, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        return Task.FromResult(Value);
    }
}
