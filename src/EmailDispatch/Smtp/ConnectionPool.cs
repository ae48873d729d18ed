using System.Net.Sockets;
using EmailDispatch.Providers;
using EmailDispatch.Providers.Credentials;

namespace EmailDispatch.Smtp;

/// <summary>
/// The connections to one provider.
/// <list type="number">
/// <item>Who wants one first takes a slot, of which there are as many as connections may be open; without a free one it waits in line,
/// as long as the server may take for a command. When somebody else cannot open one, or the provider's breaker opens, the line is sent away at
/// once: each of those in it would find out the same, at the price of a timeout.</item>
/// <item>The connection idle for the shortest time is taken. After 5 s of idling, or where the server has sent something meanwhile, it
/// must answer NOOP, at once: a server that fell silent must not cost more than the one connect timeout that follows. One that does not, or
/// is logged in by another credential, is closed, and the next one is tried.</item>
/// <item>With none left, a connection is opened.</item>
/// <item>Given back in good order it idles, up to 60 s. Otherwise, and after its last message, it is closed, and only then its slot is
/// free. As every idle connection was given back with a slot, idle ones and slots taken together never are more than there are slots.</item>
/// </list>
/// </summary>
internal sealed class ConnectionPool : IAsyncDisposable
{
    public static readonly TimeSpan CheckAfter = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan CheckTimeout = TimeSpan.FromMilliseconds(500);

    private readonly ProviderOptions _provider;
    private readonly SmtpConnector _connector;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _slots;
    private readonly Lock _guard = new();
    private readonly List<PooledConnection> _idle = [];
    private readonly HashSet<Task> _closing = [];
    private readonly ITimer _timer;
    private bool _closed;
    private CancellationTokenSource _line = new();

    public ConnectionPool(ProviderOptions provider, SmtpConnector connector, TimeProvider time)
    {
        (_provider, _connector, _time) = (provider, connector, time);
        _slots = new SemaphoreSlim(provider.MaxConnections, provider.MaxConnections);
        _timer = time.CreateTimer(_ => CloseExpired(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A connection for one message.</summary>
    /// <param name="credential">What it is to be logged in with; null for not at all.</param>
    /// <param name="fresh">Not one that idled, because one of them turned out to be dead; the others are closed, too.</param>
    /// <param name="cancellationToken">Gives up waiting and connecting.</param>
    /// <returns>None where there was none to be had while this caller waited in line, or the line was sent away; the server was not asked for it.</returns>
    /// <exception cref="SmtpSessionException">None could be opened.</exception>
    public async Task<(PooledConnection? Connection, bool WasSentAway)> RentAsync(ProviderCredential? credential, bool fresh, CancellationToken cancellationToken)
    {
        var line = Volatile.Read(ref _line).Token;
        if (!await TryTakeSlotAsync(line, cancellationToken))
            return (null, line.IsCancellationRequested);

        try
        {
            while (TakeNewestIdle() is { } idle)
            {
                if (await IsUsableAsync(idle, credential, fresh))
                {
                    idle.IsReused = true;
                    return (idle.HandTo(Return), false);
                }
            }

            return ((await _connector.OpenAsync(_provider, credential, observer: null, cancellationToken)).HandTo(Return), false);
        }
        catch (Exception fault)
        {
            if (fault is SmtpSessionException { Phase: <= SmtpPhase.Greeting })
                SendLineAway();
            _slots.Release();
            throw;
        }
    }

    /// <summary>Those who wait for a connection get none, at once; who comes after waits anew.</summary>
    public void SendLineAway() => Interlocked.Exchange(ref _line, new CancellationTokenSource()).Cancel();

    /// <summary>Says goodbye on what idles; what is in use is closed when it is given back.</summary>
    public async ValueTask DisposeAsync()
    {
        Task[] closing;
        lock (_guard)
            _closed = true;
        await _timer.DisposeAsync();
        await Task.WhenAll(TakeIdle(_ => true).Select(idle => idle.CloseAsync(_time)));
        lock (_guard)
            closing = [.. _closing];
        await Task.WhenAll(closing);
    }

    private async Task<bool> TryTakeSlotAsync(CancellationToken line, CancellationToken cancellationToken)
    {
        if (_slots.Wait(0, CancellationToken.None))
            return true;

        using var late = new CancellationTokenSource(_provider.CommandTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, line, cancellationToken);
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
        // A slot for each, so that nobody opens a connection in its place before it is closed.
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

    /// <summary>Whether it can be handed out; otherwise it is closed.</summary>
    private async Task<bool> IsUsableAsync(PooledConnection connection, ProviderCredential? credential, bool fresh)
    {
        using var late = new CancellationTokenSource(CheckTimeout, _time);
        try
        {
            if (!fresh && connection.IsFor(credential))
            {
                // What a server sends unasked is 421 or the end of the connection.
                var hasWord = connection.Socket.Poll(0, SelectMode.SelectRead);
                if (hasWord || _time.GetUtcNow() - connection.IdleSince >= CheckAfter)
                    await connection.Client.NoOpAsync(late.Token);
                return true;
            }
        }
        catch (Exception fault) when (PooledConnection.IsOfConnection(fault))
        {
            // One that is silent would not answer QUIT either, nor would the others: each would be waited for.
            if (late.IsCancellationRequested)
            {
                connection.Discard();
                TakeIdle(_ => true).ForEach(idle => idle.Discard());
                return false;
            }
        }

        await connection.CloseAsync(_time);
        return false;
    }

    private void CloseInBackground(PooledConnection connection)
    {
        // Not inline: the sender who gives a connection back need not wait for the goodbye.
        var closing = Task.Run(async () =>
        {
            try
            {
                await connection.CloseAsync(_time);
            }
            finally
            {
                _slots.Release();
            }
        });
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
