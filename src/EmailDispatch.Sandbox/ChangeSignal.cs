namespace EmailDispatch.Sandbox;

/// <summary>Lets waiters check their condition again after each change.</summary>
internal sealed class ChangeSignal
{
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Pulse() =>
        Interlocked.Exchange(ref _next, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();

    /// <summary>
    /// Waits until <paramref name="probe"/> returns a value. The deadline is in real time even with a fake clock, so that a test always ends.
    /// </summary>
    public async Task<T> WaitAsync<T>(Func<T?> probe, TimeSpan deadline, Func<string> missing, CancellationToken cancellationToken)
        where T : class
    {
        using var patience = new CancellationTokenSource(deadline);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        while (true)
        {
            // Read before the probe, so that a change in between is not missed.
            var changed = Volatile.Read(ref _next).Task;
            if (probe() is { } found)
                return found;
            try
            {
                await changed.WaitAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException($"Not within {deadline.TotalSeconds:0.#} s. {missing()}");
            }
        }
    }
}
