using System.Net.Sockets;
using EmailDispatch.Providers;
using EmailDispatch.Providers.Credentials;

namespace EmailDispatch.Smtp;

/// <summary>
/// The connections to one provider.
/// <list type="number">
/// <item>Who wants one first takes a slot, of which there are as many as connections may be open; without a free one it waits in line.</item>
/// <item>The connection idle for the shortest time is taken. After 5 s of idling, or where the server has sent something meanwhile, it
/// must answer NOOP. One that does not, or is logged in by another credential, is closed, and the next one is tried.</item>
/// <item>With none left, a connection is opened.</item>
/// <item>Given back in good order it idles, up to 60 s. Otherwise, and after its last message, it is closed, and only then its slot is
/// free. As every idle connection was given back with a slot, idle ones and slots taken together never are more than there are slots.</item>
/// </list>
/// </summary>
internal sealed class ConnectionPool : IAsyncDisposable
{
    public static readonly TimeSpan CheckAfter = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan QuitTimeout = TimeSpan.FromSeconds(2);

    private readonly ProviderOptions _provider;
    private readonly SmtpConnector _connector;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _slots;
    private readonly Lock _guard = new();
    private readonly List<PooledConnection> _idle = [];
    private readonly HashSet<Task> _closing = [];
    private readonly ITimer _timer;
    private bool _closed;

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
    /// <exception cref="SmtpSessionException">None could be opened.</exception>
    public async Task<PooledConnection> RentAsync(ProviderCredential? credential, bool fresh, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        try
        {
            while (TakeNewestIdle() is { } idle)
            {
                if (!fresh && idle.IsFor(credential) && await IsAliveAsync(idle))
                {
                    idle.IsReused = true;
                    return idle.HandTo(Return);
                }

                await CloseAsync(idle);
            }

            return (await _connector.OpenAsync(_provider, credential, cancellationToken)).HandTo(Return);
        }
        catch
        {
            _slots.Release();
            throw;
        }
    }

    /// <summary>Says goodbye on what idles; what is in use is closed when it is given back.</summary>
    public async ValueTask DisposeAsync()
    {
        Task[] closing;
        lock (_guard)
            _closed = true;
        await _timer.DisposeAsync();
        await Task.WhenAll(TakeIdle(_ => true).Select(CloseAsync));
        lock (_guard)
            closing = [.. _closing];
        await Task.WhenAll(closing);
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

    private async Task<bool> IsAliveAsync(PooledConnection connection)
    {
        // What a server sends unasked is 421 or the end of the connection.
        var hasWord = connection.Socket.Poll(0, SelectMode.SelectRead);
        if (!hasWord && _time.GetUtcNow() - connection.IdleSince < CheckAfter)
            return true;

        try
        {
            using var late = new CancellationTokenSource(_provider.ConnectTimeout, _time);
            await connection.Client.NoOpAsync(late.Token);
            return true;
        }
        catch (Exception fault) when (SessionFaults.ToReply(fault, CancellationToken.None) is not null)
        {
            return false;
        }
    }

    private void CloseInBackground(PooledConnection connection)
    {
        // Not inline: the sender who gives a connection back need not wait for the goodbye.
        var closing = Task.Run(async () =>
        {
            try
            {
                await CloseAsync(connection);
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

    private async Task CloseAsync(PooledConnection connection)
    {
        try
        {
            using var late = new CancellationTokenSource(QuitTimeout, _time);
            if (connection.Client.IsConnected)
                await connection.Client.DisconnectAsync(quit: true, late.Token);
        }
        catch (Exception fault) when (SessionFaults.ToReply(fault, CancellationToken.None) is not null)
        {
            // Closed without an answer to QUIT, as many servers do.
        }
        finally
        {
            connection.Client.Dispose();
            connection.Socket.Dispose();
        }
    }
}
