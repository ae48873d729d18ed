namespace EmailDispatch.LocalHost.Runtime;

/// <summary>
/// Tells the queue listeners that an invocation has just ended. It may have put messages on a queue, so looking at once is
/// cheaper than the wait: without it the first email after a quiet time would lie for up to <c>maxPollingInterval</c>.
/// Only latency hangs on it; a message that came another way is found by polling.
/// </summary>
internal sealed class WakeUp
{
    private TaskCompletionSource _next = Create();

    /// <summary>Ends at the next call. Taken before looking at the queue, so that nothing slips in between.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Call() => Interlocked.Exchange(ref _next, Create()).TrySetResult();

    private static TaskCompletionSource Create() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
