using System.Text;
using MimeKit.IO;
using MimeKit.Utils;

namespace MimeKit;

public abstract class MimeEntity : IDisposable
{
    private ContentDisposition? _disposition;

    protected MimeEntity(string mediaType, string mediaSubtype)
        : this(new ContentType(mediaType, mediaSubtype))
    {
    }

    protected MimeEntity(ContentType contentType)
    {
        ArgumentNullException.ThrowIfNull(contentType);

        ContentType = contentType;
        ContentType.Changed += SetContentType;
        SetContentType();
    }

    public HeaderList Headers { get; } = [];

    public ContentType ContentType { get; }

    public ContentDisposition? ContentDisposition
    {
        get => _disposition;
        set
        {
            if (_disposition is not null) _disposition.Changed -= SetContentDisposition;
            _disposition = value;
            if (value is null)
            {
                Headers.RemoveAll(HeaderId.ContentDisposition);
                return;
            }

            value.Changed += SetContentDisposition;
            SetContentDisposition();
        }
    }

    public string? ContentId
    {
        get => Headers[HeaderId.ContentId] is { } id ? MimeUtils.ParseMessageId(id) : null;
        set
        {
            if (value is null) Headers.RemoveAll(HeaderId.ContentId);
            else Headers[HeaderId.ContentId] = $"<{MimeUtils.ParseMessageId(value) ?? throw new ArgumentException("Not a content id.", nameof(value))}>";
        }
    }

    public bool IsAttachment
    {
        get => ContentDisposition is { IsAttachment: true };
        set
        {
            if (value == IsAttachment) return;
            if (ContentDisposition is null) ContentDisposition = new ContentDisposition();
            else ContentDisposition.IsAttachment = value;
        }
    }

    protected bool IsDisposed { get; private set; }

    public abstract void Prepare(EncodingConstraint constraint, int maxLineLength = 78);

    public void WriteTo(FormatOptions options, Stream stream, bool contentOnly, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(stream);

        ChunkWriter.Write(Render(options, contentOnly, ensureNewLine: false), stream, cancellationToken);
    }

    public void WriteTo(FormatOptions options, Stream stream, CancellationToken cancellationToken = default)
        => WriteTo(options, stream, false, cancellationToken);

    public void WriteTo(Stream stream, bool contentOnly, CancellationToken cancellationToken = default)
        => WriteTo(FormatOptions.Default, stream, contentOnly, cancellationToken);

    public void WriteTo(Stream stream, CancellationToken cancellationToken = default)
        => WriteTo(FormatOptions.Default, stream, false, cancellationToken);

    public Task WriteToAsync(FormatOptions options, Stream stream, bool contentOnly, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(stream);

        return ChunkWriter.WriteAsync(Render(options, contentOnly, ensureNewLine: false), stream, cancellationToken);
    }

    public Task WriteToAsync(FormatOptions options, Stream stream, CancellationToken cancellationToken = default)
        => WriteToAsync(options, stream, false, cancellationToken);

    public Task WriteToAsync(Stream stream, bool contentOnly, CancellationToken cancellationToken = default)
        => WriteToAsync(FormatOptions.Default, stream, contentOnly, cancellationToken);

    public Task WriteToAsync(Stream stream, CancellationToken cancellationToken = default)
        => WriteToAsync(FormatOptions.Default, stream, false, cancellationToken);

    public override string ToString()
    {
        using var stream = new MemoryStream();
        WriteTo(stream);
        return Encoding.Latin1.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    public void Dispose()
    {
        if (!IsDisposed) Dispose(true);
        IsDisposed = true;
        GC.SuppressFinalize(this);
    }

    internal abstract IEnumerable<ReadOnlyMemory<byte>> RenderContent(FormatOptions options, bool ensureNewLine);

    internal IEnumerable<ReadOnlyMemory<byte>> Render(FormatOptions options, bool contentOnly, bool ensureNewLine)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);

        if (!contentOnly)
        {
            yield return ChunkWriter.Render(Headers, options);
            yield return options.NewLineBytes;
        }

        foreach (var chunk in RenderContent(options, ensureNewLine)) yield return chunk;
    }

    protected virtual void Dispose(bool disposing)
    {
    }

    private void SetContentType()
        => Headers.Replace(new Header("Content-Type", options => ContentType.Encode(options, Encoding.UTF8)));

    private void SetContentDisposition()
    {
        var disposition = _disposition!;
        Headers.Replace(new Header("Content-Disposition", options => disposition.Encode(options, Encoding.UTF8)));
    }
}
