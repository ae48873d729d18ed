using System.Net;
using System.Net.Sockets;
using EmailDispatch.Sandbox;

namespace EmailDispatch.Tests.Sandbox;

public sealed class AcceptLoopTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A socket that does not listen yet fails as no closed port does.</summary>
    [Fact]
    public async Task Port_that_cannot_accept_for_a_while_accepts_later_and_says_so_in_the_log()
    {
        using var listener = Bind();
        using var log = new RecordedLog();
        var (accepted, time) = (new TaskCompletionSource(), new ManualTime(DateTimeOffset.UnixEpoch));
        var loop = AcceptLoop.RunAsync(listener, client => Take(client, accepted), new() { Name = "one", Time = time, Logger = log }, Cancellation);
        Assert.True(time.IsWaiting(AcceptLoop.PauseAfterFault));
        Assert.StartsWith("Error 4103 Sandbox one: a connection could not be accepted.", Assert.Single(log.Lines), StringComparison.Ordinal);

        listener.Listen();
        time.Advance(AcceptLoop.PauseAfterFault);
        using var client = await ConnectAsync(listener);

        await accepted.Task.WaitAsync(Cancellation);
        listener.Dispose();
        await loop.WaitAsync(Cancellation);
        Assert.Single(log.Lines);
    }

    [Fact]
    public async Task Session_that_cannot_be_started_is_closed_and_the_next_one_starts()
    {
        using var listener = Bind();
        using var log = new RecordedLog();
        var (starts, accepted, time) = (0, new TaskCompletionSource(), new ManualTime(DateTimeOffset.UnixEpoch));
        listener.Listen();
        using var stopping = new CancellationTokenSource();
        var loop = AcceptLoop.RunAsync(listener, Start, new() { Time = time, Logger = log }, stopping.Token);

        using var first = await ConnectAsync(listener);
        Assert.Equal(0, await first.ReceiveAsync(new byte[1], Cancellation));
        await Eventually.GetAsync(() => Task.FromResult(time.IsWaiting(AcceptLoop.PauseAfterFault)), isWaiting => isWaiting, Cancellation);
        time.Advance(AcceptLoop.PauseAfterFault);
        using var second = await ConnectAsync(listener);

        await accepted.Task.WaitAsync(Cancellation);
        await stopping.CancelAsync();
        await loop.WaitAsync(Cancellation);

        void Start(Socket client)
        {
            if (++starts == 1)
                throw new InvalidOperationException("on purpose");
            Take(client, accepted);
        }
    }

    private static void Take(Socket client, TaskCompletionSource accepted)
    {
        client.Dispose();
        accepted.TrySetResult();
    }

    private static Socket Bind()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private static async Task<Socket> ConnectAsync(Socket listener)
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(listener.LocalEndPoint!, Cancellation);
        return client;
    }
}
