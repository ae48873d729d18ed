namespace EmailDispatch.LocalHost.Runtime.Invocation;

/// <summary>
/// Tells the queue listeners that an invocation has ended. It may have put messages on a queue, so they poll at once: otherwise the first
/// email after a quiet time could wait for <c>maxPollingInterval</c>. Only latency depends on it; other messages are found by polling.
/// </summary>
internal sealed class WakeUp
{
    private TaskCompletionSource _next = Create();

    /// <summary>Completes at the next call. Read before polling, so that no call in between is missed.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Call() => Interlocked.Exchange(ref _next, Create()).TrySetResult();

    private static TaskCompletionSource Create() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
