using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EmailDispatch.Benchmarks.Mail;

/// <summary>
/// An SMTP server that answers 250 to everything and keeps nothing. It records the exact time of each message, which <c>smtp-sink</c> does not.
/// Replies to pipelined commands (RFC 2920) are sent together.
/// </summary>
internal sealed class SmtpSink : IAsyncDisposable
{
    private static readonly byte[] EndOfData = "\r\n.\r\n"u8.ToArray();

    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _dropping = new();
    private readonly List<Socket> _waiting = [];
    private readonly ConcurrentDictionary<Socket, Task> _sessions = new();
    private readonly Task _accepting;
    private readonly Lock _guard = new();
    private TaskCompletionSource _taken = NewSignal();
    private long _count;

    public SmtpSink(int port = 0)
    {
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start(256);
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Called with the number of messages so far, before the 250 to the final dot is sent.</summary>
    public Action<long>? Taken { get; init; }

    public TimeSpan Delay { get; init; }

    /// <summary>Greets with 421 and closes.</summary>
    public bool Refuses { get; init; }

    /// <summary>Never greets, nor answers on connections that are open.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Returns the reply to an RCPT line; null for 250.</summary>
    public Func<string, string?>? ReplyToRcpt { get; init; }

    /// <summary>The timestamp (<see cref="Stopwatch.GetTimestamp"/>) of the last 250 to a final dot.</summary>
    public long LastAt { get; private set; }

    public long Count
    {
        get
        {
            lock (_guard)
                return _count;
        }
    }

    public async Task WaitForAsync(long count, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task taken;
            lock (_guard)
            {
                if (_count >= count)
                    return;
                taken = _taken.Task;
            }

            await taken.WaitAsync(TimeSpan.FromSeconds(60), cancellationToken);
        }
    }

    /// <summary>Is silent from now on, and has the system drop further SYNs, as it does with a full backlog.</summary>
    public async Task DropAsync()
    {
        IsSilent = true;
        await _dropping.CancelAsync();
        await _accepting;
        _listener.Server.Listen(0);
        for (var n = 0; n < 4; n++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            _waiting.Add(socket);
            await Task.WhenAny(socket.ConnectAsync(_listener.LocalEndpoint), Task.Delay(200));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _dropping.CancelAsync();
        _waiting.ForEach(socket => socket.Dispose());
        _listener.Dispose();
        foreach (var socket in _sessions.Keys)
            socket.Dispose();
        await Task.WhenAll([_accepting, .. _sessions.Values]);
        _stop.Dispose();
        _dropping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (!_dropping.IsCancellationRequested)
            {
                var socket = await _listener.AcceptSocketAsync(_dropping.Token);
                socket.NoDelay = true;
                _sessions[socket] = ServeAsync(socket);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await Task.Yield();
        try
        {
            await TalkAsync(socket);
        }
        catch (Exception end) when (end is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The client has disconnected, or the sink is stopping.
        }
        finally
        {
            socket.Dispose();
            _sessions.TryRemove(socket, out _);
        }
    }

    private async Task TalkAsync(Socket socket)
    {
        var buffer = new byte[64 * 1024];
        var length = 0;
        var inData = false;
        if (!IsSilent)
            await SendAsync(socket, Refuses ? "421 4.3.2 Not now\r\n" : "220 sink.test ESMTP\r\n");
        if (Refuses)
            return;

        var replies = new StringBuilder();
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(length), _stop.Token);
            if (read == 0)
                return;
            if (IsSilent)
                continue;

            length += read;
            var at = 0;
            while (true)
            {
                var left = buffer.AsSpan(at, length - at);
                if (inData)
                {
                    var end = left.IndexOf(EndOfData);
                    if (end < 0)
                    {
                        // Keep only what may be the start of the end marker.
                        at = Math.Max(at, length - (EndOfData.Length - 1));
                        break;
                    }

                    at += end + EndOfData.Length;
                    inData = false;
                    if (Delay > TimeSpan.Zero)
                        await Task.Delay(Delay, _stop.Token);
                    replies.Append("250 2.0.0 Ok\r\n");
                    Take();
                    continue;
                }

                var newLine = left.IndexOf((byte)'\n');
                if (newLine < 0)
                    break;
                var line = left[..newLine];
                at += newLine + 1;
                if (line.StartsWith("DATA"u8))
                {
                    replies.Append("354 Go ahead\r\n");
                    inData = true;

                    // Clients must wait for the 354, so nothing may follow DATA.
                    if (at < length)
                        throw new SocketException((int)SocketError.ProtocolOption);
                }
                else if (line.StartsWith("EHLO"u8))
                    replies.Append("250-sink.test\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SIZE 52428800\r\n250-AUTH PLAIN\r\n250-ENHANCEDSTATUSCODES\r\n250 SMTPUTF8\r\n");
                else if (line.StartsWith("QUIT"u8))
                {
                    await SendAsync(socket, replies + "221 2.0.0 Bye\r\n");
                    return;
                }
                else if (line.StartsWith("AUTH"u8))
                    replies.Append("235 2.7.0 Ok\r\n");
                else if (line.StartsWith("RCPT"u8) && ReplyToRcpt?.Invoke(Encoding.ASCII.GetString(line)) is { } reply)
                    replies.Append(reply).Append("\r\n");
                else
                    replies.Append("250 2.0.0 Ok\r\n");
            }

            buffer.AsSpan(at, length - at).CopyTo(buffer);
            length -= at;
            if (replies.Length > 0)
            {
                var text = replies.ToString();
                replies.Clear();
                await SendAsync(socket, text);
            }
        }
    }

    private void Take()
    {
        TaskCompletionSource taken;
        lock (_guard)
        {
            LastAt = Stopwatch.GetTimestamp();
            _count++;
            Taken?.Invoke(_count);
            (taken, _taken) = (_taken, NewSignal());
        }

        taken.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task SendAsync(Socket socket, string text) =>
        await socket.SendAsync(Encoding.ASCII.GetBytes(text), SocketFlags.None, _stop.Token);
}
