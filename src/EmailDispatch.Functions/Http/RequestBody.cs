using EmailDispatch.Intake;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace EmailDispatch.Functions.Http;

/// <summary>
/// Reads a request body, and no more of it than allowed: neither as it comes nor, where it is compressed, as it was before; nor more than
/// this process may hold of all requests together. Room is taken for what has come, not for what a caller announces.
/// </summary>
internal static class RequestBody
{
    private const int FirstBytes = 16 * 1024;

    /// <returns>The body; null where it is larger than <paramref name="maxBytes"/>.</returns>
    /// <exception cref="ServerBusyException">This process holds too much already.</exception>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken, RequestBudget? budget = null)
    {
        // Held until the request is answered.
        var share = new BodyShare(budget);
        request.HttpContext.Response.RegisterForDispose(share);

        var body = await ReadRawAsync(request, maxBytes, share, cancellationToken);
        if (body is not { Count: > 0 } raw || ContentCoding.Of(request) is not { Length: > 0 } coding)
            return body;

        var decompressed = ContentCoding.Decompress(new MemoryStream(raw.Array!, raw.Offset, raw.Count), coding, maxBytes, share);
        share.Hold(decompressed?.Length ?? 0);
        return decompressed;
    }

    private static async Task<ArraySegment<byte>?> ReadRawAsync(HttpRequest request, int maxBytes, BodyShare share, CancellationToken cancellationToken)
    {
        // The server's own limit would be an answer without a field, and a connection closed before the caller has read it.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;

        if (request.ContentLength > maxBytes)
            return null;

        // The largest it will become: one byte more tells that a body of unknown length is too long.
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

            var read = await request.Body.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (read == 0)
                return new ArraySegment<byte>(buffer, 0, length);
            length += read;
            if (length > maxBytes)
                return null;
        }
    }

    /// <summary>Doubles a buffer, up to <paramref name="most"/>, where there is room for it.</summary>
    internal static void Grow(ref byte[] buffer, int most, BodyShare share)
    {
        var size = (int)Math.Min(buffer.Length * 2L, most);
        share.HoldMore(size - buffer.Length);
        Array.Resize(ref buffer, size);
    }
}
