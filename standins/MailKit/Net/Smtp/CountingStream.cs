namespace MailKit.Net.Smtp;

/// <summary>Counts what is written, and keeps nothing.</summary>
internal sealed class CountingStream : WriteOnlyStream
{
    private long length;

    public override long Length => length;

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        length += buffer.Length;

        return ValueTask.CompletedTask;
    }
}
