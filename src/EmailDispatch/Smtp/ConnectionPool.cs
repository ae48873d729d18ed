using EmailDispatch.Providers;
using EmailDispatch.Providers.Credentials;

namespace EmailDispatch.Smtp;

/// <summary>
/// The connections to one provider.
/// <list type="number">
/// <item>A caller first takes a slot; there are as many slots as connections may be open. Without a free slot it waits in line for up to the
/// command timeout. If another caller cannot open a connection, or the provider's breaker opens, all callers in line are sent away at once, because
/// each would wait for the same timeout.</item>
/// <item>It gets the connection with the shortest idle time. After 100 ms of idling, or if the server has sent something, the connection must answer
/// NOOP, so a silent server costs little more than the opening that follows; under load nothing idles that long. If it does not answer within 500 ms
/// (or the time after which this provider's sessions are late), or is logged in with another credential, it is closed and the next one is tried.</item>
/// <item>If none is left, a new connection is opened. <see cref="Pace"/> tells when that takes longer than usual.</item>
/// <item>A returned connection that is still usable idles for up to 60 s. Otherwise, and after its last message, it is closed before its slot
/// becomes free. So idle connections and taken slots together never exceed the number of slots.</item>
/// </list>
/// </summary>
internal sealed class ConnectionPool : IAsyncDisposable
{
    public static readonly TimeSpan CheckAfter = TimeSpan.FromMilliseconds(100);
    public static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan MinCheckTimeout = TimeSpan.FromMilliseconds(500);

    private readonly ProviderOptions _provider;
    private readonly SmtpConnector _connector;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _slots;
    private readonly Lock _guard = new();
    private readonly List<PooledConnection> _idle = [];
    private readonly HashSet<Task> _closing = [];
    private readonly CancellationTokenSource _ending = new();
    private readonly ITimer _timer;
    private bool _closed;
    private CancellationTokenSource _line = new();

    public ConnectionPool(ProviderOptions provider, SmtpConnector connector, TimeProvider time)
    {
        (_provider, _connector, _time) = (provider, connector, time);
        _slots = new SemaphoreSlim(provider.MaxConnections, provider.MaxConnections);
        Pace = new SessionPace(provider.CommandTimeout, time);
        _timer = time.CreateTimer(_ => CloseExpired(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How long sessions take to open, and whether one is late.</summary>
    public SessionPace Pace { get; }

    /// <summary>Whether a connection could be rented without waiting in line.</summary>
    public bool HasFreeSlot => _slots.CurrentCount > 0;

    public bool HasIdle
    {
        get
        {
            lock (_guard)
                return _idle.Count > 0;
        }
    }

    /// <summary>Rents a connection for one message.</summary>
    /// <param name="credential">The login; null for none.</param>
    /// <param name="fresh">Do not reuse an idle connection, because one of them was dead; the other idle ones are closed too.</param>
    /// <param name="opening">Of <see cref="Pace"/>. It is over when a connection is rented; otherwise the caller ends it.</param>
    /// <param name="leaving">Ends waiting in line, as if the caller was sent away.</param>
    /// <param name="cancellationToken">Cancels waiting and connecting.</param>
    /// <returns>No connection if none became free in time or the caller was sent away; the server was not contacted then.</returns>
    /// <exception cref="SmtpSessionException">The connection could not be opened.</exception>
    public async Task<(PooledConnection? Connection, bool WasSentAway)> RentAsync(
        ProviderCredential? credential, bool fresh, SessionPace.Opening opening, CancellationToken leaving, CancellationToken cancellationToken)
    {
        var line = Volatile.Read(ref _line).Token;
        if (!await TryTakeSlotAsync(line, leaving, cancellationToken))
            return (null, line.IsCancellationRequested);

        try
        {
            while (TakeNewestIdle() is { } idle)
            {
                var isOurs = !fresh && idle.IsFor(credential);
                if (!isOurs || MustAnswer(idle))
                {
                    opening.Start();
                    if (!await IsUsableAsync(idle, isOurs))
                        continue;
                    opening.BeReady(taken: null);
                }

                opening.Dispose();
                idle.IsReused = true;
                return (idle.HandTo(Return), false);
            }

            opening.Start();
            var began = _time.GetTimestamp();
            var opened = await _connector.OpenAsync(_provider, credential, Pace, observer: null, cancellationToken);
            opening.BeReady(_time.GetElapsedTime(began));
            return (opened.HandTo(Return), false);
        }
        catch (Exception fault)
        {
            if (fault is SmtpSessionException { Phase: <= SmtpPhase.Greeting })
                SendLineAway();
            _slots.Release();
            throw;
        }
    }

    /// <summary>
    /// Lets a task of this pool run on although nobody waits for it any more. When the pool is closed, it is canceled and awaited.
    /// </summary>
    public void Keep(Func<CancellationToken, Task> run) => Track(Task.Run(() => run(_ending.Token)));

    /// <summary>Sends all callers in line away; later callers wait again.</summary>
    public void SendLineAway() => Interlocked.Exchange(ref _line, new CancellationTokenSource()).Cancel();

    /// <summary>Closes the idle connections without QUIT, because the server is silent.</summary>
    public void DiscardIdle() => TakeIdle(_ => true).ForEach(idle => idle.Discard());

    /// <summary>Closes idle connections with QUIT; connections in use are closed when they are returned.</summary>
    public async ValueTask DisposeAsync()
    {
        Task[] closing;
        lock (_guard)
            _closed = true;
        await _ending.CancelAsync();
        await _timer.DisposeAsync();
        await Task.WhenAll(TakeIdle(_ => true).Select(idle => idle.CloseAsync(_time)));
        lock (_guard)
            closing = [.. _closing];
        await Task.WhenAll(closing);
    }

    private async Task<bool> TryTakeSlotAsync(CancellationToken line, CancellationToken leaving, CancellationToken cancellationToken)
    {
        if (_slots.Wait(0, CancellationToken.None))
            return true;

        using var late = new CancellationTokenSource(_provider.CommandTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource([late.Token, line, leaving, cancellationToken]);
        try
        {
            await _slots.WaitAsync(either.Token);
            if (!line.IsCancellationRequested)
                return true;
            _slots.Release();
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private void Return(PooledConnection connection)
    {
        lock (_guard)
        {
            if (connection.IsSound && connection.Client.IsConnected && connection.Messages < _provider.MaxMessagesPerConnection && !_closed)
            {
                connection.IdleSince = _time.GetUtcNow();
                _idle.Add(connection);
                if (_idle.Count == 1)
                    _timer.Change(IdleLimit, Timeout.InfiniteTimeSpan);
                _slots.Release();
                return;
            }
        }

        CloseInBackground(connection);
    }

    private void CloseExpired()
    {
        // Take a slot for each, so no connection is opened in its place before it is closed.
        while (_slots.Wait(0))
        {
            var expired = TakeIdle(c => _time.GetUtcNow() - c.IdleSince >= IdleLimit, atMost: 1);
            if (expired.Count == 0)
            {
                _slots.Release();
                break;
            }

            CloseInBackground(expired[0]);
        }

        lock (_guard)
        {
            if (_idle.Count > 0 && !_closed)
                _timer.Change(Longer(_idle[0].IdleSince + IdleLimit - _time.GetUtcNow(), TimeSpan.FromSeconds(1)), Timeout.InfiniteTimeSpan);
        }
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private PooledConnection? TakeNewestIdle()
    {
        lock (_guard)
        {
            if (_idle.Count == 0)
                return null;
            var newest = _idle[^1];
            _idle.RemoveAt(_idle.Count - 1);
            return newest;
        }
    }

    private List<PooledConnection> TakeIdle(Func<PooledConnection, bool> which, int atMost = int.MaxValue)
    {
        lock (_guard)
        {
            var taken = _idle.Where(which).Take(atMost).ToList();
            _idle.RemoveAll(taken.Contains);
            return taken;
        }
    }

    /// <summary>Whether the server may be gone: the connection has idled, or the server has sent something, which is 421 or the end.</summary>
    private bool MustAnswer(PooledConnection connection) =>
        connection.Link.HasWord || _time.GetUtcNow() - connection.IdleSince >= CheckAfter;

    /// <summary>Whether a connection answers; otherwise, or if it is not wanted, it is closed.</summary>
    private async Task<bool> IsUsableAsync(PooledConnection connection, bool isWanted)
    {
        using var late = new CancellationTokenSource(Longer(MinCheckTimeout, Pace.Moment), _time);
        try
        {
            if (isWanted)
            {
                await connection.Client.NoOpAsync(late.Token);
                return true;
            }
        }
        catch (Exception fault) when (PooledConnection.IsOfConnection(fault))
        {
            // A silent server would not answer QUIT either, on any connection.
            if (late.IsCancellationRequested)
            {
                connection.Discard();
                DiscardIdle();
                return false;
            }
        }

        await connection.CloseAsync(_time);
        return false;
    }

    private void CloseInBackground(PooledConnection connection)
    {
        // In the background, so the sender does not wait for QUIT.
        Track(Task.Run(async () =>
        {
            try
            {
                await connection.CloseAsync(_time);
            }
            finally
            {
                _slots.Release();
            }
        }));
    }

    private void Track(Task closing)
    {
        lock (_guard)
            _closing.Add(closing);
        _ = closing.ContinueWith(
            done =>
            {
                lock (_guard)
                    _closing.Remove(done);
            },
            CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }
}
