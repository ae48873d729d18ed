using Microsoft.Extensions.Options;

namespace EmailDispatch.Dispatch;

/// <summary>
/// Limits the bytes of large emails that this process handles at once. An email waits for room before any work starts. An email larger than the whole
/// budget is sent alone. Emails inside their message need no room.
/// </summary>
public sealed class DispatchBudget(IOptions<DispatchOptions> options, long? memory = null)
{
    // Each email takes about three times its size, and all of them together a third of the memory.
    private readonly long _shareOfMemory = (memory ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes) / 9;

    private readonly Lock _lock = new();
    private readonly LinkedList<Share> _waiting = [];
    private long _taken;

    public long Taken
    {
        get
        {
            lock (_lock)
                return _taken;
        }
    }

    private long Most => Math.Min(options.Value.MaxBytesInFlight, _shareOfMemory);

    /// <returns>Dispose it to return the room.</returns>
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

        // Continuations must not run under the lock.
        public TaskCompletionSource Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _returned, 1) == 0)
                budget.Return(this);
        }
    }
}
