using System.Net.Sockets;

namespace MailKit.Net.Smtp;

/// <summary>
/// A socket whose timeouts hold for asynchronous calls too, which those of <see cref="NetworkStream"/> do not.
/// A read or write that ran out of time or was canceled leaves the connection at an unknown place: it is closed.
/// </summary>
internal sealed class SocketStream(Socket socket) : Stream
{
    private int readTimeout = Milliseconds(socket.ReceiveTimeout);
    private int writeTimeout = Milliseconds(socket.SendTimeout);

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override bool CanTimeout => true;

    public override int ReadTimeout
    {
        get => readTimeout;
        set => readTimeout = Check(value);
    }

    public override int WriteTimeout
    {
        get => writeTimeout;
        set => writeTimeout = Check(value);
    }

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(readTimeout);

        try
        {
            return await socket.ReceiveAsync(buffer, SocketFlags.None, deadline.Token);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            throw Translate(e, readTimeout, cancellationToken);
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(writeTimeout);

        try
        {
            while (!buffer.IsEmpty)
                buffer = buffer[await socket.SendAsync(buffer, SocketFlags.None, deadline.Token)..];
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            throw Translate(e, writeTimeout, cancellationToken);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            socket.Dispose();

        base.Dispose(disposing);
    }

    private static Exception Translate(Exception fault, int timeout, CancellationToken cancellationToken) => fault switch
    {
        SocketException => new IOException(fault.Message, fault),
        _ when cancellationToken.IsCancellationRequested => new TaskCanceledException(null, fault, cancellationToken),
        _ => new TimeoutException($"Operation timed out after {timeout} milliseconds", fault),
    };

    // A socket writes "no limit" as 0, a stream as -1.
    private static int Milliseconds(int socketTimeout) => socketTimeout <= 0 ? Timeout.Infinite : socketTimeout;

    private static int Check(int value)
    {
        if (value <= 0 && value != Timeout.Infinite)
            throw new ArgumentOutOfRangeException(nameof(value));

        return value;
    }
}
