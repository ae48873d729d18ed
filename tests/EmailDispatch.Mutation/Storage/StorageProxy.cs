using System.Collections.Concurrent;
using EmailDispatch.Simulation.Storage;

namespace EmailDispatch.EndToEnd.Hosting;

/// <summary>Records the requests of one scenario to the simulated storage.</summary>
public sealed class StorageProxy : IAsyncDisposable
{
    private static int _count;

    private readonly Azurite _storage;
    private readonly string _account = $"sim{Interlocked.Increment(ref _count)}";
    private readonly ConcurrentQueue<StorageRequest> _requests = new();

    private StorageProxy(Azurite storage)
    {
        _storage = storage;
        _storage.Asked += Record;
    }

    public string ConnectionString => _storage.ConnectionStringOf(_account);

    public IReadOnlyList<StorageRequest> Requests => [.. _requests];

    public static Task<StorageProxy> StartAsync(Azurite azurite, object? step) => Task.FromResult(new StorageProxy(azurite));

    public ValueTask DisposeAsync()
    {
        _storage.Asked -= Record;
        return default;
    }

    private void Record(string account, StorageCall call)
    {
        if (account == _account)
            _requests.Enqueue(new StorageRequest(call.Method, $"/{account}/{call.Path}", call.Query, call.Text));
    }
}
