using EmailDispatch.Intake;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace EmailDispatch.Functions.Http;

/// <summary>
/// Reads and decompresses a request body, within its own size limit and that of all requests of this instance. Memory is taken for the bytes that
/// arrive, not for an announced length.
/// </summary>
internal static class RequestBody
{
    private const int FirstBytes = 16 * 1024;

    /// <returns>The body; null if it is larger than <paramref name="maxBytes"/>.</returns>
    /// <exception cref="ServerBusyException">This instance already holds too many bytes.</exception>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken, RequestBudget? budget = null)
    {
        var share = new RequestShare(budget);
        request.HttpContext.Response.RegisterForDispose(share);

        var body = await ReadRawAsync(request, maxBytes, share, cancellationToken);
        if (body is not { Count: > 0 } raw || ContentCoding.Of(request) is not { Length: > 0 } coding)
            return body;

        var decompressed = ContentCoding.Decompress(new MemoryStream(raw.Array!, raw.Offset, raw.Count), coding, maxBytes, share);
        share.Hold(decompressed?.Length ?? 0);
        return decompressed;
    }

    private static async Task<ArraySegment<byte>?> ReadRawAsync(HttpRequest request, int maxBytes, RequestShare share, CancellationToken cancellationToken)
    {
        // The server's own limit would close the connection without an error message.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;

        if (request.ContentLength > maxBytes)
            return null;

        // One extra byte shows that a body of unknown length is too long.
        var most = request.ContentLength is { } announced ? (int)announced : maxBytes + 1;
        var buffer = new byte[Math.Min(most, FirstBytes)];
        var length = 0;
        while (true)
        {
            if (length == buffer.Length)
            {
                if (length == request.ContentLength)
                    return buffer;
                Grow(ref buffer, most, share);
            }

            int read;
            try
            {
                read = await request.Body.ReadAsync(buffer.AsMemory(length), cancellationToken);
            }
            catch (BadHttpRequestException fault) when (fault.StatusCode == StatusCodes.Status400BadRequest && request.ContentLength is not null)
            {
                // The body is shorter than announced: the caller is gone. Kestrel cancels RequestAborted only a moment later.
                throw new ConnectionAbortedException(fault.Message, fault);
            }

            if (read == 0)
                return new ArraySegment<byte>(buffer, 0, length);
            length += read;
            if (length > maxBytes)
                return null;
        }
    }

    /// <summary>Doubles a buffer, up to <paramref name="most"/> bytes.</summary>
    internal static void Grow(ref byte[] buffer, int most, RequestShare share)
    {
        var size = (int)Math.Min(buffer.Length * 2L, most);
        share.HoldMore(size - buffer.Length);
        Array.Resize(ref buffer, size);
    }
}
