namespace EmailDispatch.Smtp;

/// <summary>
/// The content of a part of a message. It tells when its last bytes are read, which for the last part is when the message is about to end:
/// MailKit reads a part while it writes it, and sends the final dot after that. MailKit's own reports of progress would cost more:
/// they want the message measured first, which takes as long as writing it.
/// </summary>
internal sealed class PartContent(byte[] bytes) : MemoryStream(bytes, writable: false)
{
    public Action? ReadToEnd { get; set; }

    /// <inheritdoc />
    /// <remarks>All other ways to read come here: so <see cref="MemoryStream"/> treats those who derive from it.</remarks>
    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = base.Read(buffer, offset, count);
        if (Position == Length)
            ReadToEnd?.Invoke();
        return read;
    }
}
