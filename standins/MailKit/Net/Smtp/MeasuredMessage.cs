using System.Buffers;

namespace MailKit.Net.Smtp;

/// <summary>
/// The size of a message, and its bytes while they are few: SIZE asks for the length before the message goes out, and
/// the ordinary email need not be rendered a second time for that.
/// </summary>
internal sealed class MeasuredMessage : WriteOnlyStream
{
    private const int KeepAtMost = 256 * 1024;

    private byte[]? kept = ArrayPool<byte>.Shared.Rent(16 * 1024);
    private long length;

    public override long Length => length;

    /// <summary>The whole message, or null where it was too long to keep.</summary>
    public ReadOnlyMemory<byte>? Kept => kept?.AsMemory(0, (int)length);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();

        if (kept is not null && MakeRoom(kept, length + buffer.Length))
            buffer.CopyTo(kept.AsMemory((int)length));

        length += buffer.Length;

        return ValueTask.CompletedTask;
    }

    protected override void Dispose(bool disposing)
    {
        Replace(null);
        base.Dispose(disposing);
    }

    private bool MakeRoom(byte[] current, long needed)
    {
        if (needed <= current.Length)
            return true;

        if (needed > KeepAtMost)
        {
            Replace(null);
            return false;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max((int)needed, current.Length * 2));
        current.AsSpan(0, (int)length).CopyTo(larger);
        Replace(larger);

        return true;
    }

    private void Replace(byte[]? next)
    {
        if (kept is not null)
            ArrayPool<byte>.Shared.Return(kept);

        kept = next;
    }
}
