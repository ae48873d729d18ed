using System.Collections.Specialized;
using System.Globalization;
using System.Security;
using System.Text;
using System.Web;
using EmailDispatch.Simulation.Engine;

namespace EmailDispatch.Simulation.Storage;

/// <summary>One container of blobs: conditional uploads and deletes, metadata, lists.</summary>
public sealed class Blobs(Scheduler scheduler)
{
    // Only these are used.
    private static readonly string[] MetadataKeys = ["draft", "name", "type", "until"];

    private readonly SortedDictionary<string, Blob> _blobs = new(StringComparer.Ordinal);
    private long _version;

    public IEnumerable<string> Names => _blobs.Keys;

    public StoredAnswer Answer(StorageCall call)
    {
        var slash = call.Path.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
            return call.Method == "GET" ? List(HttpUtility.ParseQueryString(call.Query)) : new StoredAnswer(201) { ETag = "\"0x1\"", Headers = Dates() };

        var name = call.Path[(slash + 1)..];
        var exists = _blobs.TryGetValue(name, out var blob);
        if (call.Method == "PUT" && !call.IsQuery("comp", "metadata"))
        {
            if (exists && call.Header("If-None-Match") == "*")
                return Queues.Fault(409, "BlobAlreadyExists");
            _blobs[name] = new Blob(call.Body, MetadataOf(call), $"\"0x{++_version:X}\"", scheduler.Now)
            {
                ContentType = call.Header("x-ms-blob-content-type") ?? "application/octet-stream",
                Disposition = call.Header("x-ms-blob-content-disposition") ?? "",
                CacheControl = call.Header("x-ms-blob-cache-control") ?? "",
            };
            return Described(201, _blobs[name]);
        }

        if (!exists)
            return Queues.Fault(404, "BlobNotFound");
        if (call.IfMatch is { } match && match != "*" && match.Trim('"') != blob!.Version.Trim('"'))
            return Queues.Fault(412, "ConditionNotMet");
        if (call.Method == "DELETE")
        {
            _blobs.Remove(name);
            return new StoredAnswer(202);
        }

        if (call.Method == "PUT")
        {
            _blobs[name] = blob! with { Metadata = MetadataOf(call), Version = $"\"0x{++_version:X}\"", ModifiedAt = scheduler.Now };
            return Described(200, _blobs[name]);
        }

        return Described(200, blob!) with { Body = call.Method == "HEAD" ? [] : blob!.Content, ContentType = blob!.ContentType };
    }

    // A list has versions without quotes, unlike a header.
    private StoredAnswer List(NameValueCollection query)
    {
        var (prefix, withMetadata) = (query["prefix"] ?? "", "metadata".Equals(query["include"], StringComparison.OrdinalIgnoreCase));
        var text = new StringBuilder("""<EnumerationResults ContainerName="payloads"><Blobs>""");
        foreach (var (name, blob) in _blobs.Where(stored => stored.Key.StartsWith(prefix, StringComparison.Ordinal)))
            text.Append(CultureInfo.InvariantCulture, $"<Blob><Name>{SecurityElement.Escape(name)}</Name><Properties><Last-Modified>{blob.ModifiedAt:R}</Last-Modified><Etag>{blob.Version.Trim('"')}</Etag><Content-Length>{blob.Content.Length}</Content-Length><BlobType>BlockBlob</BlobType></Properties>{(withMetadata ? XmlOf(blob.Metadata) : "")}</Blob>");
        return new StoredAnswer(200) { ContentType = "application/xml", Body = Encoding.UTF8.GetBytes(text.Append("</Blobs><NextMarker /></EnumerationResults>").ToString()) };
    }

    private static string XmlOf(Dictionary<string, string> metadata) =>
        $"<Metadata>{string.Concat(metadata.Select(entry => $"<{entry.Key}>{SecurityElement.Escape(entry.Value)}</{entry.Key}>"))}</Metadata>";

    private static Dictionary<string, string> MetadataOf(StorageCall call) =>
        MetadataKeys.Select(key => (key, Value: call.Header($"x-ms-meta-{key}"))).Where(entry => entry.Value is not null).ToDictionary(entry => entry.key, entry => entry.Value!);

    private static StoredAnswer Described(int status, Blob blob) => new(status)
    {
        ETag = blob.Version,
        Headers = new Dictionary<string, string>(blob.Metadata.Select(entry => KeyValuePair.Create($"x-ms-meta-{entry.Key}", entry.Value)))
        {
            ["x-ms-blob-type"] = "BlockBlob",
            ["Last-Modified"] = blob.ModifiedAt.ToString("R", CultureInfo.InvariantCulture),
            ["Content-Disposition"] = blob.Disposition,
            ["Cache-Control"] = blob.CacheControl,
        },
    };

    private Dictionary<string, string> Dates() => new() { ["Last-Modified"] = scheduler.Now.ToString("R", CultureInfo.InvariantCulture) };

    private sealed record Blob(byte[] Content, Dictionary<string, string> Metadata, string Version, DateTimeOffset ModifiedAt)
    {
        public string ContentType { get; init; } = "";

        public string Disposition { get; init; } = "";

        public string CacheControl { get; init; } = "";
    }
}
