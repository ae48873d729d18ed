namespace MimeKit;

public interface IMimeContent : IDisposable
{
    ContentEncoding Encoding { get; }

    NewLineFormat? NewLineFormat { get; }

    Stream? Stream { get; }

    Stream Open();

    void DecodeTo(Stream stream, CancellationToken cancellationToken = default);

    Task DecodeToAsync(Stream stream, CancellationToken cancellationToken = default);

    void WriteTo(Stream stream, CancellationToken cancellationToken = default);

    Task WriteToAsync(Stream stream, CancellationToken cancellationToken = default);
}
