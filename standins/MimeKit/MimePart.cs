using System.Buffers;
using MimeKit.IO;

namespace MimeKit;

public class MimePart : MimeEntity
{
    private const int DefaultMaxLineLength = 78;
    private const int PieceLength = 32 * 1024;

    private static readonly string?[] EncodingNames = [null, "7bit", "8bit", "binary", "base64", "quoted-printable", "x-uuencode"];

    private int _encodedLineLength = DefaultMaxLineLength;

    public MimePart(string mediaType, string mediaSubtype)
        : base(mediaType, mediaSubtype)
    {
    }

    public MimePart(ContentType contentType)
        : base(contentType)
    {
    }

    public MimePart(string contentType)
        : base(ContentType.Parse(contentType))
    {
    }

    public MimePart()
        : base("application", "octet-stream")
    {
    }

    public IMimeContent? Content { get; set; }

    public ContentEncoding ContentTransferEncoding
    {
        get => (ContentEncoding)Math.Max(0, Array.IndexOf(EncodingNames, Headers[HeaderId.ContentTransferEncoding]?.ToLowerInvariant()));
        set
        {
            if (!Enum.IsDefined(value)) throw new ArgumentOutOfRangeException(nameof(value));
            if (EncodingNames[(int)value] is { } name) Headers[HeaderId.ContentTransferEncoding] = name;
            else Headers.RemoveAll(HeaderId.ContentTransferEncoding);
        }
    }

    public string? FileName
    {
        get => (ContentDisposition?.FileName ?? ContentType.Name)?.Trim();
        set
        {
            if (value is not null) ContentDisposition ??= new ContentDisposition();
            if (ContentDisposition is not null) ContentDisposition.FileName = value;
            ContentType.Name = value;
        }
    }

    public ContentEncoding GetBestEncoding(EncodingConstraint constraint, CancellationToken cancellationToken = default)
        => GetBestEncoding(constraint, DefaultMaxLineLength, cancellationToken);

    public ContentEncoding GetBestEncoding(EncodingConstraint constraint, int maxLineLength, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);

        if (!ContentType.IsMimeType("text", "*") && !ContentType.IsMimeType("message", "*"))
            return constraint == EncodingConstraint.None ? ContentEncoding.Binary : ContentEncoding.Base64;
        if (Content is null) return ContentEncoding.SevenBit;

        var scan = new ContentScan();
        using var content = Pieces(ContentScan.PieceLength).GetEnumerator();
        while (content.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            scan.Add(content.Current.Span);
        }

        return scan.Best(constraint, FormatOptions.InRange(maxLineLength));
    }

    public override void Prepare(EncodingConstraint constraint, int maxLineLength = DefaultMaxLineLength)
    {
        FormatOptions.InRange(maxLineLength);
        ObjectDisposedException.ThrowIf(IsDisposed, this);

        var current = ContentTransferEncoding;
        if (current is ContentEncoding.Base64 or ContentEncoding.QuotedPrintable or ContentEncoding.UUEncode) return;
        if (current == ContentEncoding.Binary && constraint == EncodingConstraint.None) return;

        var best = GetBestEncoding(constraint, maxLineLength);
        if (current == ContentEncoding.Default && best == ContentEncoding.SevenBit) return;

        _encodedLineLength = maxLineLength;
        ContentTransferEncoding = best;
    }

    internal override IEnumerable<ReadOnlyMemory<byte>> RenderContent(FormatOptions options, bool ensureNewLine)
    {
        if (Content is null) yield break;

        using var encoded = new PooledBuffer();
        using var written = new PooledBuffer();
        var encoder = Content.Encoding == ContentTransferEncoding ? null : Encoder();
        var newLines = ContentTransferEncoding == ContentEncoding.Binary ? null : new NewLineFilter(options, ensureNewLine);

        // The empty piece at the end lets the filters write what they hold back.
        foreach (var piece in Pieces(PieceLength).Append(default))
        {
            encoded.Clear();
            written.Clear();
            encoder?.Write(piece.Span, piece.IsEmpty, encoded);
            var result = encoder is null ? piece : encoded.Written;
            newLines?.Write(result.Span, piece.IsEmpty, written);
            yield return newLines is null ? result : written.Written;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) Content?.Dispose();
        base.Dispose(disposing);
    }

    private IContentFilter? Encoder() => ContentTransferEncoding switch
    {
        ContentEncoding.Base64 => new Base64Filter(_encodedLineLength),
        ContentEncoding.QuotedPrintable => new QuotedPrintableFilter(_encodedLineLength),
        ContentEncoding.UUEncode => throw new NotSupportedException("Content is not written as uuencode."),
        _ => null,
    };

    private IEnumerable<ReadOnlyMemory<byte>> Pieces(int length)
    {
        var content = Content!;
        var stream = content.Encoding == ContentTransferEncoding ? content.Stream! : content.Open();
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            stream.Seek(0, SeekOrigin.Begin);
            while (stream.Read(buffer, 0, length) is > 0 and var read) yield return buffer.AsMemory(0, read);
            stream.Seek(0, SeekOrigin.Begin);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
