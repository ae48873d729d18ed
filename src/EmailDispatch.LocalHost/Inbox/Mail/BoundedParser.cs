using System.Runtime.InteropServices;
using MimeKit;

namespace EmailDispatch.LocalHost.Inbox.Mail;

/// <summary>Parses a message up to the limits of <see cref="MessageLimits"/>. MimeKit itself limits neither parts nor header fields.</summary>
internal sealed class BoundedParser : ExperimentalMimeParser
{
    // The parser reads ahead.
    private const int Buffered = 64 * 1024;

    private static readonly ParserOptions Bounds = new() { MaxMimeDepth = MessageLimits.MaxDepth, MaxAddressGroupDepth = 2 };

    private readonly ContentStream _stream;
    private int _parts;
    private long _headerBytes;

    private BoundedParser(ContentStream stream)
        : base(Bounds, stream, MimeFormat.Entity, persistent: true) => _stream = stream;

    /// <summary>Returns the message, whose parts refer to <paramref name="content"/>, and whether the limits cut it off.</summary>
    /// <exception cref="FormatException">This is not a message.</exception>
    public static (MimeMessage Message, bool Truncated) Parse(ReadOnlyMemory<byte> content)
    {
        try
        {
            return (new BoundedParser(Open(content)).ParseMessage(), false);
        }
        catch (LimitException limit)
        {
            // What comes before the limit needs none.
            return (new ExperimentalMimeParser(Bounds, Open(content[..(int)limit.Offset]), MimeFormat.Entity, persistent: true).ParseMessage(), true);
        }
    }

    // The time to read a field grows with the square of its length.
    protected override void OnHeadersBegin(long beginOffset, int beginLineNumber, CancellationToken cancellationToken)
    {
        _stream.Limit = beginOffset + MessageLimits.MaxHeaderBytes + Buffered;
        base.OnHeadersBegin(beginOffset, beginLineNumber, cancellationToken);
    }

    protected override void OnHeadersEnd(long beginOffset, int beginLineNumber, long endOffset, int endLineNumber, CancellationToken cancellationToken)
    {
        _stream.Limit = long.MaxValue;
        base.OnHeadersEnd(beginOffset, beginLineNumber, endOffset, endLineNumber, cancellationToken);
    }

    protected override void OnHeaderRead(Header header, int beginLineNumber, CancellationToken cancellationToken)
    {
        // Each field counts as at least 32 bytes, because many empty ones are as expensive as a long one.
        if ((_headerBytes += Math.Max(32, header.RawField.Length + header.RawValue.Length)) > MessageLimits.MaxHeaderBytes)
            throw new LimitException(header.Offset ?? 0);
        base.OnHeaderRead(header, beginLineNumber, cancellationToken);
    }

    protected override void OnMimePartBegin(ContentType contentType, long beginOffset, int beginLineNumber, CancellationToken cancellationToken)
    {
        Count(beginOffset);
        base.OnMimePartBegin(contentType, beginOffset, beginLineNumber, cancellationToken);
    }

    protected override void OnMessagePartBegin(ContentType contentType, long beginOffset, int beginLineNumber, CancellationToken cancellationToken)
    {
        Count(beginOffset);
        base.OnMessagePartBegin(contentType, beginOffset, beginLineNumber, cancellationToken);
    }

    protected override void OnMultipartBegin(ContentType contentType, long beginOffset, int beginLineNumber, CancellationToken cancellationToken)
    {
        Count(beginOffset);
        base.OnMultipartBegin(contentType, beginOffset, beginLineNumber, cancellationToken);
    }

    private void Count(long offset)
    {
        if (++_parts > MessageLimits.MaxParts)
            throw new LimitException(offset);
    }

    private static ContentStream Open(ReadOnlyMemory<byte> content) =>
        new(MemoryMarshal.TryGetArray(content, out var bytes) ? bytes : new ArraySegment<byte>(content.ToArray()));

    private sealed class ContentStream(ArraySegment<byte> bytes) : MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false)
    {
        public long Limit { get; set; } = long.MaxValue;

        public override int Read(byte[] buffer, int offset, int count) =>
            Position > Limit ? throw new LimitException(Limit) : base.Read(buffer, offset, count);
    }

#pragma warning disable CA1064, CA1032 // Never leaves this class.
    private sealed class LimitException(long offset) : Exception
    {
        public long Offset => offset;
    }
#pragma warning restore CA1064, CA1032
}
