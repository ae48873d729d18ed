using System.Collections.Concurrent;
using EmailDispatch.Secrets;

namespace EmailDispatch.Tests.Smtp;

/// <summary>A source of secrets that the test changes and breaks.</summary>
internal sealed class SecretsInMemory : ISecretSource
{
    private int _reads;

    public ConcurrentDictionary<string, string> Values { get; } = new();

    public bool IsDown { get; set; }

    public int Reads => Volatile.Read(ref _reads);

    /// <summary>Each read waits for it.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public async Task<string> ReadAsync(string name, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        await Gate.WaitAsync(cancellationToken);
        if (IsDown)
            throw new CredentialException("The vault does not answer.");
        return Values.TryGetValue(name, out var value) ? value : throw new CredentialException($"The secret '{name}' is not set.");
    }
}
