namespace EmailDispatch.Simulation.Engine;

/// <summary>
/// Runs one world on one thread. All that the library and the SDKs do runs on the thread pool, which has a single thread while a world runs, so
/// there is one order. Only if no work is left there, the next event is taken: its time becomes the present, and the random generator of the seed
/// decides what the event does. No task waits for real time, so nothing else can begin work.
/// </summary>
/// <remarks>Work that blocks the thread would stop the world; the limit of real time shows that.</remarks>
public sealed class Scheduler(int seed, DateTimeOffset? start = null)
{
    private static readonly SemaphoreSlim OneWorld = new(1, 1);
    private static readonly TimeSpan RealTimeLimit = TimeSpan.FromMinutes(2);

    private readonly PriorityQueue<Entry, (long At, long Order)> _events = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _order;
    private bool _isStopped;

    public DateTimeOffset Now { get; private set; } = start ?? new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    /// <summary>Decides everything that is undecided.</summary>
    public Random Random { get; } = new(seed);

    public long Steps { get; private set; }

    // The world is complete, or its limit of real time is over.
    private bool HasEnded => _isStopped || _ended.Task.IsCompleted;

    /// <summary>Lets an action happen later. Disposing what is returned prevents it.</summary>
    public IDisposable After(TimeSpan delay, Action action)
    {
        var entry = new Entry(action);
        var at = Now + (delay > TimeSpan.Zero ? delay : TimeSpan.Zero);
        _events.Enqueue(entry, (at.UtcTicks, _order++));
        return entry;
    }

    /// <summary>Completes later, and continues in the event itself.</summary>
    public Task Delay(TimeSpan delay)
    {
        var source = new TaskCompletionSource();
        After(delay, source.SetResult);
        return source.Task;
    }

    /// <summary>A time around the given one: mostly shorter, sometimes many times as long.</summary>
    public TimeSpan Around(TimeSpan usual) => usual * (-Math.Log(1 - Random.NextDouble()));

    /// <summary>Runs the events until the task is complete.</summary>
    public async Task RunAsync(Func<Task> main)
    {
        await OneWorld.WaitAsync();
        ThreadPool.GetMinThreads(out var minWorkers, out var minPorts);
        ThreadPool.GetMaxThreads(out var maxWorkers, out var maxPorts);
        try
        {
            if (!ThreadPool.SetMinThreads(1, 1) || !ThreadPool.SetMaxThreads(1, 1))
                throw new InvalidOperationException("The thread pool cannot be limited to one thread.");
            ThreadPool.UnsafeQueueUserWorkItem(_ => _ = StartAsync(main), null);
            await _ended.Task.WaitAsync(RealTimeLimit);
        }
        finally
        {
            _isStopped = true;
            ThreadPool.SetMaxThreads(maxWorkers, maxPorts);
            ThreadPool.SetMinThreads(minWorkers, minPorts);
            OneWorld.Release();
        }
    }

    private async Task StartAsync(Func<Task> main)
    {
        QueueStep();
        try
        {
            await main();
            _ended.TrySetResult();
        }
        catch (Exception fault)
        {
            _ended.TrySetException(fault);
        }
    }

    // Runs on the one thread, as work of the pool: takes events until one of them has queued work there, and then waits behind that work.
    private void Step()
    {
        while (ThreadPool.PendingWorkItemCount == 0 && !HasEnded)
        {
            if (!TryTakeNext())
                _ended.TrySetException(new InvalidOperationException("Nothing is left to happen, and the world has not ended."));
        }

        if (!HasEnded)
            QueueStep();
    }

    private void QueueStep() => ThreadPool.UnsafeQueueUserWorkItem(static scheduler => scheduler.Step(), this, preferLocal: false);

    private bool TryTakeNext()
    {
        while (_events.TryDequeue(out var next, out var at))
        {
            if (next.IsCanceled)
                continue;
            if (at.At > Now.UtcTicks)
                Now = new DateTimeOffset(at.At, TimeSpan.Zero);
            Steps++;
            next.Run();
            return true;
        }

        return false;
    }

    private sealed class Entry(Action action) : IDisposable
    {
        public bool IsCanceled { get; private set; }

        public void Run() => action();

        public void Dispose() => IsCanceled = true;
    }
}
