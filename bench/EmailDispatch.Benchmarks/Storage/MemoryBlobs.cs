using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;

namespace EmailDispatch.Benchmarks.Storage;

internal sealed class MemoryBlobs
{
    private static readonly EntityTagHeaderValue Version = new("\"0x8DE0000000000\"");
    private static readonly DateTimeOffset Modified = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ConcurrentDictionary<string, byte[]> _blobs = new();

    public HttpResponseMessage Answer(HttpRequestMessage request, byte[] body)
    {
        var path = request.RequestUri!.AbsolutePath;
        if (request.Method == HttpMethod.Put)
        {
            if (path.Count('/') > 2)
                _blobs[path] = body;
            return Described(MemoryStorage.Empty(HttpStatusCode.Created));
        }

        if (request.Method == HttpMethod.Delete)
        {
            _blobs.TryRemove(path, out _);
            return MemoryStorage.Empty(HttpStatusCode.Accepted);
        }

        if (!_blobs.TryGetValue(path, out var blob))
        {
            var missing = MemoryStorage.Empty(HttpStatusCode.NotFound);
            missing.Headers.TryAddWithoutValidation("x-ms-error-code", "BlobNotFound");
            return missing;
        }

        if (request.Method == HttpMethod.Head)
            return Described(Sized(MemoryStorage.Empty(HttpStatusCode.OK), blob.Length));

        // The SDK requests ranges with a header of its own.
        var range = request.Headers.TryGetValues("x-ms-range", out var values) ? RangeHeaderValue.Parse(values.Single()).Ranges.Single() : null;
        var from = (int)(range?.From ?? 0);
        var to = (int)Math.Min(range?.To ?? (blob.Length - 1), blob.Length - 1);
        var part = new HttpResponseMessage(range is null ? HttpStatusCode.OK : HttpStatusCode.PartialContent)
        {
            Content = new ReadOnlyMemoryContent(blob.AsMemory(from, to - from + 1)),
        };
        part.Content.Headers.ContentRange = new ContentRangeHeaderValue(from, to, blob.Length);
        return Described(part);
    }

    private static HttpResponseMessage Sized(HttpResponseMessage response, long length)
    {
        response.Content.Headers.ContentLength = length;
        return response;
    }

    private static HttpResponseMessage Described(HttpResponseMessage response)
    {
        response.Headers.ETag = Version;
        response.Headers.TryAddWithoutValidation("x-ms-blob-type", "BlockBlob");
        response.Content.Headers.LastModified = Modified;
        response.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return response;
    }
}
