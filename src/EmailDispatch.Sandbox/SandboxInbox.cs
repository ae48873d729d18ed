namespace EmailDispatch.Sandbox;

/// <summary>The emails that sandbox servers accepted, in memory only. Beyond either limit the oldest emails are removed.</summary>
/// <param name="maxMessages">Default 1,000.</param>
/// <param name="maxBytes">Limits the message content; default 256 MiB. The newest email is kept even if it is larger.</param>
public sealed class SandboxInbox(int maxMessages = 1_000, long maxBytes = 256L * 1024 * 1024)
{
    private readonly Lock _guard = new();
    private readonly LinkedList<ReceivedEmail> _emails = [];
    private readonly ChangeSignal _changed = new();
    private long _lastNumber;

    /// <summary>Unique for each inbox, because numbers start again with the process.</summary>
    public string InstanceId { get; } = Guid.NewGuid().ToString("N");

    public long Bytes { get; private set; }

    /// <summary>How many emails were deleted, apart from those removed by the limits.</summary>
    public long Deletions { get; private set; }

    public int Count
    {
        get
        {
            lock (_guard)
                return _emails.Count;
        }
    }

    /// <summary>Returns the emails after <paramref name="number"/>, newest first.</summary>
    public IReadOnlyList<ReceivedEmail> After(long number = 0)
    {
        lock (_guard)
            return [.. _emails.TakeWhile(email => email.Number > number)];
    }

    public ReceivedEmail? Find(long number)
    {
        lock (_guard)
            return _emails.FirstOrDefault(email => email.Number == number);
    }

    public void Clear() => Remove(_ => true);

    /// <summary>Deletes the emails that <paramref name="predicate"/> accepts and returns how many they were.</summary>
    public int Remove(Func<ReceivedEmail, bool> predicate)
    {
        var removed = After().Where(predicate).ToHashSet(ReferenceEqualityComparer.Instance);
        lock (_guard)
        {
            for (var node = _emails.First; node is not null;)
            {
                var (email, here) = (node.Value, node);
                node = node.Next;
                if (!removed.Contains(email))
                    continue;
                _emails.Remove(here);
                Bytes -= email.Content.Length;
            }

            Deletions += removed.Count;
        }

        _changed.Pulse();
        return removed.Count;
    }

    /// <summary>Returns the first email, present or future, that <paramref name="predicate"/> accepts.</summary>
    /// <exception cref="TimeoutException">None arrived; the message lists those that did.</exception>
    public Task<ReceivedEmail> WaitForAsync(
        Func<ReceivedEmail, bool> predicate, TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        _changed.WaitAsync(() => After().LastOrDefault(predicate), deadline ?? TimeSpan.FromSeconds(10), Describe, cancellationToken);

    /// <summary>Returns all emails, oldest first, as soon as there are at least <paramref name="count"/>.</summary>
    /// <exception cref="TimeoutException">Fewer arrived; the message lists them.</exception>
    public Task<IReadOnlyList<ReceivedEmail>> WaitForCountAsync(
        int count, TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        _changed.WaitAsync<IReadOnlyList<ReceivedEmail>>(
            () => After() is var all && all.Count >= count ? [.. all.Reverse()] : null,
            deadline ?? TimeSpan.FromSeconds(10), Describe, cancellationToken);

    /// <summary>Assigns the number under the lock, so that a caller who asks for "after 5" never misses a late 5.</summary>
    internal ReceivedEmail Add(Func<long, ReceivedEmail> create)
    {
        ReceivedEmail email;
        lock (_guard)
        {
            email = create(++_lastNumber);
            _emails.AddFirst(email);
            Bytes += email.Content.Length;

            while (_emails.Count > 1 && (_emails.Count > maxMessages || Bytes > maxBytes))
            {
                Bytes -= _emails.Last!.Value.Content.Length;
                _emails.RemoveLast();
            }
        }

        _changed.Pulse();
        return email;
    }

    private string Describe()
    {
        var all = After();
        var lines = all.Take(10).Select(email => $"{email.Number}: <{email.Sender}> to {string.Join(", ", email.Recipients.Select(r => r.Address))}");
        return all.Count == 0 ? "The inbox is empty." : $"The inbox has {all.Count}: {string.Join("; ", lines)}.";
    }
}
