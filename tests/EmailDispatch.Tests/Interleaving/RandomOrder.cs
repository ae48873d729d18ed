using EmailDispatch.Tests.Providers.State;

namespace EmailDispatch.Tests.Interleaving;

/// <summary>
/// Runs code on one thread, and of all that is ready to go on, each time the part that a seed draws. So any order of what happens between two awaits can
/// occur, and each occurs again with its seed. Calls of a <see cref="MemoryTable"/> that <see cref="MemoryTable.Yields"/> end in any order too.
/// </summary>
internal sealed class RandomOrder(int seed) : TaskScheduler
{
    private static readonly TimeSpan LostAfter = TimeSpan.FromSeconds(20);

    private readonly Random _random = new(seed);
    private readonly List<Task> _ready = [];

    /// <summary>Runs the code with each of the seeds.</summary>
    public static void RunAll(Func<Task> code)
    {
        for (var seed = 1; seed <= TestSize.Of("INTERLEAVINGS", 300); seed++)
        {
            try
            {
                new RandomOrder(seed).Run(code);
            }
            catch (Exception fault)
            {
                throw new InvalidOperationException($"Seed {seed}: {fault.Message}", fault);
            }
        }
    }

    protected override void QueueTask(Task task)
    {
        lock (_ready)
        {
            _ready.Add(task);
            Monitor.Pulse(_ready);
        }
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => _ready;

    private void Run(Func<Task> code)
    {
        var whole = Task.Factory.StartNew(code, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();
        while (!whole.IsCompleted)
            TryExecuteTask(TakeAny());
        whole.GetAwaiter().GetResult();
    }

    private Task TakeAny()
    {
        lock (_ready)
        {
            // A timer or a cancellation may come from another thread.
            if (_ready.Count == 0 && !Monitor.Wait(_ready, LostAfter))
                throw new InvalidOperationException("Everything waits, and nothing can go on.");
            var n = _random.Next(_ready.Count);
            var task = _ready[n];
            _ready.RemoveAt(n);
            return task;
        }
    }
}
