using EmailDispatch.Simulation.World;

namespace EmailDispatch.Simulation.Mail;

/// <summary>The client's end of a connection. What the server says arrives in order; a read that lasts too long fails as that of a socket does.</summary>
internal sealed class SimulatedWire(SimulatedWorld world, Instance instance) : Stream
{
    private readonly Queue<byte[]> _input = new();
    private TaskCompletionSource? _reader;
    private DateTimeOffset _last;
    private bool _isEnded;
    private bool _isDisposed;

    public delegate void Receiver(ReadOnlySpan<byte> bytes);

    public Receiver Written { get; set; } = _ => { };

    public bool HasInput => _input.Count > 0 || _isEnded;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override bool CanTimeout => true;

    public override int ReadTimeout { get; set; } = Timeout.Infinite;

    public override int WriteTimeout { get; set; } = Timeout.Infinite;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Lets bytes of the server arrive, after those that it sent before.</summary>
    public void Arrive(byte[] bytes, TimeSpan latency, Action? said = null) => Later(latency, () =>
    {
        _input.Enqueue(bytes);
        said?.Invoke();
    });

    /// <summary>The server closes the connection after what it sent.</summary>
    public void End() => Later(TimeSpan.Zero, () => _isEnded = true);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!HasInput)
            await WaitAsync(cancellationToken);
        if (!instance.IsAlive)
            await new TaskCompletionSource().Task;
        if (_input.Count == 0)
            return 0;

        var bytes = _input.Dequeue();
        if (bytes.Length > buffer.Length)
            throw new NotSupportedException("A reply is longer than the client's buffer.");
        bytes.CopyTo(buffer);
        return bytes.Length;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!instance.IsAlive)
            await new TaskCompletionSource().Task;
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_isEnded)
            throw new IOException("The server has closed the connection.");

        // The client may stop, or its instance die, while the bytes are on their way.
        await world.Scheduler.Delay(world.Scheduler.Around(TimeSpan.FromMilliseconds(2)));
        if (!instance.IsAlive)
            await new TaskCompletionSource().Task;
        cancellationToken.ThrowIfCancellationRequested();
        Written(buffer.Span);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only asynchronous sessions are simulated.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only asynchronous sessions are simulated.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _isDisposed = true;
        _reader?.TrySetException(new ObjectDisposedException(nameof(SimulatedWire)));
        base.Dispose(disposing);
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        _reader = new TaskCompletionSource();
        using var canceled = cancellationToken.Register(() => _reader.TrySetCanceled(cancellationToken));
        using var late = ReadTimeout == Timeout.Infinite ? null : world.Scheduler.After(TimeSpan.FromMilliseconds(ReadTimeout), () => Fail());
        await _reader.Task;

        void Fail()
        {
            if (instance.IsAlive)
                _reader.TrySetException(new TimeoutException("The server did not answer in time."));
        }
    }

    private void Later(TimeSpan latency, Action action)
    {
        var at = world.Scheduler.Now + latency;
        _last = at > _last ? at : _last;
        world.Scheduler.After(_last - world.Scheduler.Now, () =>
        {
            action();
            if (instance.IsAlive)
                _reader?.TrySetResult();
        });
    }
}
