using Microsoft.Extensions.Options;

namespace EmailDispatch.Dispatch;

/// <summary>
/// The bytes of large emails that this process reads, composes and sends at once. Who finds no room waits, in turn, before anything is
/// begun: the email is only later. One that is larger than everything goes alone. Emails that travel in their message need no room.
/// </summary>
/// <param name="options">The most, however much memory there is.</param>
/// <param name="memory">What the process may use; by default what the garbage collector says.</param>
public sealed class DispatchBudget(IOptions<DispatchOptions> options, long? memory = null)
{
    // Each takes about three times its size: a third of the memory.
    private readonly long _shareOfMemory = (memory ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes) / 9;

    private readonly Lock _lock = new();
    private readonly LinkedList<Share> _waiting = [];
    private long _taken;

    /// <summary>How many bytes are taken at the moment.</summary>
    public long Taken
    {
        get
        {
            lock (_lock)
                return _taken;
        }
    }

    private long Most => Math.Min(options.Value.MaxBytesInFlight, _shareOfMemory);

    /// <summary>Waits for room.</summary>
    /// <param name="bytes">About how large the message will be; null where that is not known.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>What gives the room back when it is disposed of.</returns>
    public async Task<IDisposable> TakeAsync(long? bytes, CancellationToken cancellationToken)
    {
        var share = new Share(this, Math.Min(bytes ?? Most, Most));
        lock (_lock)
        {
            _waiting.AddLast(share);
            Grant();
        }

        try
        {
            await share.Granted.Task.WaitAsync(cancellationToken);
            return share;
        }
        catch (OperationCanceledException)
        {
            share.Dispose();
            throw;
        }
    }

    private void Return(Share share)
    {
        lock (_lock)
        {
            if (!_waiting.Remove(share))
                _taken -= share.Bytes;
            Grant();
        }
    }

    private void Grant()
    {
        while (_waiting.First?.Value is { } next && (next.Bytes == 0 || _taken + next.Bytes <= Most))
        {
            _waiting.RemoveFirst();
            _taken += next.Bytes;
            next.Granted.SetResult();
        }
    }

    private sealed class Share(DispatchBudget budget, long bytes) : IDisposable
    {
        private int _returned;

        public long Bytes { get; } = bytes;

        // Continuations run elsewhere: who grants holds the lock.
        public TaskCompletionSource Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _returned, 1) == 0)
                budget.Return(this);
        }
    }
}
