using System.IO.Compression;
using Microsoft.AspNetCore.Http;

namespace EmailDispatch.Functions.Http;

/// <summary>
/// How a request body is compressed (RFC 9110 section 8.4.1). Only one coding deep: each further one multiplies what a few bytes can become,
/// and no client needs it.
/// </summary>
internal static class ContentCoding
{
    /// <summary>What is understood, as the header <c>Accept-Encoding</c> lists it.</summary>
    public const string Known = "gzip, deflate, br";

    private const string None = "identity";

    /// <summary>The coding of a request; empty where it has none.</summary>
    public static string Of(HttpRequest request) =>
        request.Headers.ContentEncoding.ToString().Trim().ToLowerInvariant() is var coding && coding != None ? coding : "";

    public static bool IsKnown(string coding) => coding is "" or "gzip" or "x-gzip" or "deflate" or "br";

    /// <returns>The body as it was before its sender compressed it; null where that is larger than <paramref name="maxBytes"/>.</returns>
    /// <exception cref="ServerBusyException">There is no room for it.</exception>
    /// <exception cref="BadHttpRequestException">It is not of this coding.</exception>
    public static ReadOnlyMemory<byte>? Decompress(Stream body, string coding, int maxBytes, BodyShare share)
    {
        using Stream content = coding switch
        {
            "deflate" => new ZLibStream(body, CompressionMode.Decompress),
            "br" => new BrotliStream(body, CompressionMode.Decompress),
            _ => new GZipStream(body, CompressionMode.Decompress),
        };
        var buffer = new byte[16 * 1024];
        var length = 0;
        try
        {
            while (content.Read(buffer, length, buffer.Length - length) is > 0 and var read)
            {
                length += read;
                if (length > maxBytes)
                    return null;
                if (length == buffer.Length)
                    RequestBody.Grow(ref buffer, maxBytes + 1, share);
            }
        }
        catch (Exception fault) when (fault is InvalidDataException or InvalidOperationException)
        {
            throw new BadHttpRequestException($"The body is not valid {coding}, as the header Content-Encoding says it were.", fault);
        }

        return buffer.AsMemory(0, length);
    }
}
