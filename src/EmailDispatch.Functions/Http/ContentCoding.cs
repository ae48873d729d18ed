using System.IO.Compression;
using EmailDispatch.Intake;
using Microsoft.AspNetCore.Http;

namespace EmailDispatch.Functions.Http;

/// <summary>Content codings of request bodies (RFC 9110 section 8.4.1). Only one is allowed: several multiply the decompressed size.</summary>
internal static class ContentCoding
{
    /// <summary>The supported codings, as the header <c>Accept-Encoding</c> lists them.</summary>
    public const string Known = "gzip, deflate, br";

    private const string None = "identity";

    public static string Of(HttpRequest request) =>
        request.Headers.ContentEncoding.ToString().Trim().ToLowerInvariant() is var coding && coding != None ? coding : "";

    public static bool IsKnown(string coding) => coding is "" or "gzip" or "x-gzip" or "deflate" or "br";

    /// <returns>The decompressed body; null if it is larger than <paramref name="maxBytes"/>.</returns>
    public static ReadOnlyMemory<byte>? Decompress(Stream body, string coding, int maxBytes, RequestShare share)
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
            throw new BadHttpRequestException($"The body is not valid {coding}, the coding in the header Content-Encoding.", fault);
        }

        return buffer.AsMemory(0, length);
    }
}
