namespace EmailDispatch.EndToEnd.Samples;

/// <summary>The messages a server has received so far, and a way to wait for more without polling.</summary>
public sealed class ReceivedMessages
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly List<ReceivedMessage> messages = [];
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<ReceivedMessage> Snapshot
    {
        get
        {
            lock (gate)
                return [.. messages];
        }
    }

    public void Add(ReceivedMessage message)
    {
        TaskCompletionSource waiters;
        lock (gate)
        {
            messages.Add(message);
            waiters = changed;
            changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        waiters.SetResult();
    }

    /// <summary>Ends all waits with this reason, because no message will follow.</summary>
    public void Close(Exception reason)
    {
        lock (gate)
            changed.TrySetException(reason);
    }

    public async Task<ReceivedMessage> WaitForAsync(Predicate<ReceivedMessage> isMeant, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Deadline);
        try
        {
            while (true)
            {
                Task next;
                lock (gate)
                {
                    if (messages.Find(isMeant) is { } message)
                        return message;
                    next = changed.Task;
                }

                await next.WaitAsync(deadline.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The message did not arrive within {Deadline}; {Snapshot.Count} others did.");
        }
    }
}
