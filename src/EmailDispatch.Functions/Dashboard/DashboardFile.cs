using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace EmailDispatch.Functions.Dashboard;

/// <summary>An embedded file of the page. A compressed copy is kept because the Functions host does not compress.</summary>
internal sealed class DashboardFile
{
    private const string Prefix = "dashboard/";
    private const string Gzip = "gzip";

    private static readonly FrozenDictionary<string, Lazy<DashboardFile>> All = typeof(DashboardFile).Assembly.GetManifestResourceNames()
        .Where(resource => resource.StartsWith(Prefix, StringComparison.Ordinal))
        .ToFrozenDictionary(resource => resource[Prefix.Length..], resource => new Lazy<DashboardFile>(() => new DashboardFile(resource)), StringComparer.Ordinal);

    private readonly string _type;
    private readonly byte[] _content;
    private readonly byte[] _compressed;
    private readonly string _hash;

    private DashboardFile(string resource)
    {
        using var stream = typeof(DashboardFile).Assembly.GetManifestResourceStream(resource)!;
        using var content = new MemoryStream();
        stream.CopyTo(content);
        _content = content.ToArray();
        _compressed = Compress(_content);
        _hash = Convert.ToHexStringLower(SHA256.HashData(_content).AsSpan(0, 16));
        _type = TypeOf(resource);
    }

    public static IEnumerable<string> Names => All.Keys;

    public static DashboardFile? Find(string name) => All.GetValueOrDefault(name)?.Value;

    public IResult Answer(HttpRequest request)
    {
        var headers = request.HttpContext.Response.Headers;
        headers.Vary = HeaderNames.AcceptEncoding;
        if (!request.GetTypedHeaders().AcceptEncoding.Any(coding => coding.Value.Equals(Gzip, StringComparison.OrdinalIgnoreCase) && coding.Quality != 0))
            return Results.Bytes(_content, _type, entityTag: Tag(""));

        // Each representation has its own tag (RFC 9110 section 8.8.3.3).
        headers.ContentEncoding = Gzip;
        return Results.Bytes(_compressed, _type, entityTag: Tag("-gzip"));
    }

    private EntityTagHeaderValue Tag(string suffix) => new($"\"{_hash}{suffix}\"");

    private static byte[] Compress(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.SmallestSize))
            gzip.Write(content);
        return compressed.ToArray();
    }

    private static string TypeOf(string file) => Path.GetExtension(file) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "text/plain; charset=utf-8",
    };
}
