using System.Diagnostics.CodeAnalysis;

namespace MimeKit;

public class MimeContent : IMimeContent
{
    public MimeContent(Stream stream, ContentEncoding encoding = ContentEncoding.Default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanRead) throw new ArgumentException("The stream cannot be read.", nameof(stream));
        if (!stream.CanSeek) throw new ArgumentException("The stream cannot be read twice.", nameof(stream));

        Stream = stream;
        Encoding = encoding;
    }

    public ContentEncoding Encoding { get; }

    public NewLineFormat? NewLineFormat { get; set; }

    public Stream? Stream { get; private set; }

    /// <summary>The decoded content, from its start. Here: only of content that is not encoded.</summary>
    public Stream Open()
    {
        Rewind();
        if (Encoding is ContentEncoding.Base64 or ContentEncoding.QuotedPrintable or ContentEncoding.UUEncode)
            throw new NotSupportedException($"{Encoding} content is not decoded.");
        return Stream;
    }

    public void DecodeTo(Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        cancellationToken.ThrowIfCancellationRequested();

        Open().CopyTo(stream);
        Rewind();
    }

    public async Task DecodeToAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);

        await Open().CopyToAsync(stream, cancellationToken);
        Rewind();
    }

    public void WriteTo(Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        cancellationToken.ThrowIfCancellationRequested();

        Rewind();
        Stream.CopyTo(stream);
        Rewind();
    }

    public async Task WriteToAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);

        Rewind();
        await Stream.CopyToAsync(stream, cancellationToken);
        Rewind();
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing) Stream?.Dispose();
        Stream = null;
    }

    [MemberNotNull(nameof(Stream))]
    private void Rewind()
    {
        ObjectDisposedException.ThrowIf(Stream is null, this);
        Stream.Seek(0, SeekOrigin.Begin);
    }
}
