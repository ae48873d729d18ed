using System.Collections.Concurrent;

namespace EmailDispatch.Dev;

/// <summary>The programs that <c>up</c> started. Disposing stops them in reverse order.</summary>
internal sealed class Children(bool verbose) : IAsyncDisposable
{
    private readonly ConcurrentStack<Child> _started = new();

    public IEnumerable<Task<string>> Ended => _started.Select(child => child.Ended);

    public Child Start(string name, string file, string[] arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var child = new Child(name, file, arguments, environment, verbose);
        _started.Push(child);
        return child;
    }

    public async ValueTask DisposeAsync()
    {
        while (_started.TryPop(out var child))
            await child.DisposeAsync();
    }
}
