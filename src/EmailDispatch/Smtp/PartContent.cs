namespace EmailDispatch.Smtp;

/// <summary>
/// The content of a message part, which reports when its last bytes are read. For the last part this is right before the final dot, because MailKit
/// reads a part while writing it, and then sends the dot. MailKit's own progress reports would cost more: they require measuring the message first,
/// which takes as long as writing it.
/// </summary>
internal sealed class PartContent(byte[] bytes) : MemoryStream(bytes, writable: false)
{
    public Action? ReadToEnd { get; set; }

    /// <inheritdoc />
    /// <remarks>All other ways to read end up here, because <see cref="MemoryStream"/> calls this method in derived classes.</remarks>
    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = base.Read(buffer, offset, count);
        if (Position == Length)
            ReadToEnd?.Invoke();
        return read;
    }
}
