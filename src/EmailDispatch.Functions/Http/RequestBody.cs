using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace EmailDispatch.Functions.Http;

/// <summary>Reads a request body, and no more of it than allowed: neither as it comes nor, where it is compressed, as it was before.</summary>
internal static class RequestBody
{
    /// <returns>The body; null where it is larger than <paramref name="maxBytes"/>.</returns>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        var body = await ReadRawAsync(request, maxBytes, cancellationToken);
        if (body is not { Count: > 0 } raw || ContentCoding.Of(request) is not { Length: > 0 } coding)
            return body;

        return ContentCoding.Decompress(new MemoryStream(raw.Array!, raw.Offset, raw.Count), coding, maxBytes);
    }

    private static async Task<ArraySegment<byte>?> ReadRawAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        // The server's own limit would be an answer without a field, and a connection closed before the caller has read it.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;

        if (request.ContentLength > maxBytes)
            return null;

        var buffer = new byte[request.ContentLength ?? 16 * 1024];
        var length = 0;
        while (true)
        {
            if (length == buffer.Length)
            {
                if (length == request.ContentLength)
                    return buffer;
                Array.Resize(ref buffer, Math.Min(length * 2, maxBytes) + 1);
            }

            var read = await request.Body.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (read == 0)
                return new ArraySegment<byte>(buffer, 0, length);
            length += read;
            if (length > maxBytes)
                return null;
        }
    }
}
