namespace EmailDispatch.LocalHost.Runtime.Invocation;

/// <summary>
/// Tells the queue listeners that an invocation has ended. It may have put messages on a queue, so they poll at once; otherwise the first email after
/// a quiet time could wait for <c>maxPollingInterval</c>. This affects only latency: polling finds all messages.
/// </summary>
internal sealed class WakeUp
{
    private TaskCompletionSource _next = Create();

    /// <summary>Completes at the next call. Read it before polling, so that no call in between is missed.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Call() => Interlocked.Exchange(ref _next, Create()).TrySetResult();

    private static TaskCompletionSource Create() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
