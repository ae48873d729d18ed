namespace MimeKit.IO;

/// <summary>Writes what a part renders, piece by piece, so that writing and writing asynchronously are the same bytes.</summary>
internal static class ChunkWriter
{
    public static void Write(IEnumerable<ReadOnlyMemory<byte>> chunks, Stream stream, CancellationToken cancellationToken)
    {
        foreach (var chunk in chunks)
        {
            cancellationToken.ThrowIfCancellationRequested();
            stream.Write(chunk.Span);
        }

        stream.Flush();
    }

    public static async Task WriteAsync(IEnumerable<ReadOnlyMemory<byte>> chunks, Stream stream, CancellationToken cancellationToken)
    {
        foreach (var chunk in chunks) await stream.WriteAsync(chunk, cancellationToken);
        await stream.FlushAsync(cancellationToken);
    }

    /// <summary>The header fields with their line breaks, but not the empty line after them.</summary>
    public static byte[] Render(IEnumerable<Header> headers, FormatOptions options)
    {
        using var raw = new PooledBuffer();
        using var normalized = new PooledBuffer();
        foreach (var header in headers)
        {
            System.Buffers.BuffersExtensions.Write(raw, header.RawField);
            raw.Add((byte)':');
            System.Buffers.BuffersExtensions.Write(raw, header.GetRawValue(options));
        }

        new NewLineFilter(options, ensureNewLine: false).Write(raw.Written.Span, last: true, normalized);
        return normalized.Written.ToArray();
    }
}
