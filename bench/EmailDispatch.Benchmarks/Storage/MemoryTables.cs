using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;

namespace EmailDispatch.Benchmarks.Storage;

/// <summary>Accepts every write and finds nothing in queries. Keeps only the rows of deferred emails, because no others are read again.</summary>
internal sealed partial class MemoryTables
{
    private const string Boundary = "changesetresponse";
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly MediaTypeHeaderValue Mixed = MediaTypeHeaderValue.Parse("multipart/mixed; boundary=batchresponse");

    private readonly ConcurrentDictionary<string, string> _deferred = new();
    private int _version;

    public HttpResponseMessage Answer(HttpRequestMessage request, ReadOnlySpan<byte> body)
    {
        var path = request.RequestUri!.AbsolutePath;
        if (body.IndexOf("\"deferred\""u8) >= 0)
            Keep($"{request.Method} {path} HTTP/1.1\r\n\r\n{Encoding.UTF8.GetString(body)}");
        if (path.EndsWith("/$batch", StringComparison.Ordinal))
            return AnswerBatch(body.Count(" HTTP/1.1\r\n"u8));
        if (request.Method == HttpMethod.Get && path.EndsWith("()", StringComparison.Ordinal))
            return WithJson(HttpStatusCode.OK, """{"value":[]}""");
        if (request.Method == HttpMethod.Get && RowPattern().Match(path) is { Success: true } row && _deferred.TryGetValue(row.Value, out var kept))
            return WithJson(HttpStatusCode.OK, kept);
        if (request.Method == HttpMethod.Get)
            return WithJson(HttpStatusCode.NotFound, """{"odata.error":{"code":"ResourceNotFound","message":{"lang":"en-US","value":"The specified resource does not exist."}}}""");

        var written = MemoryStorage.Empty(HttpStatusCode.NoContent);
        written.Headers.TryAddWithoutValidation("ETag", NextVersion());
        return written;
    }

    private void Keep(string requests)
    {
        foreach (Match update in UpdatePattern().Matches(requests))
        {
            var json = update.Groups["json"].Value;
            if (json.Contains("\"deferred\"", StringComparison.Ordinal))
                _deferred[update.Groups["row"].Value] = json.Insert(1, $"\"odata.etag\":\"W/\\\"{Interlocked.Increment(ref _version)}\\\"\",");
        }
    }

    private HttpResponseMessage AnswerBatch(int parts)
    {
        var text = new StringBuilder($"--batchresponse\r\nContent-Type: multipart/mixed; boundary={Boundary}\r\n\r\n");
        for (var i = 0; i < parts; i++)
            text.Append("--").Append(Boundary).Append("\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\nHTTP/1.1 204 No Content\r\nETag: ").Append(NextVersion()).Append("\r\n\r\n\r\n");
        text.Append("--").Append(Boundary).Append("--\r\n--batchresponse--\r\n");
        return new HttpResponseMessage(HttpStatusCode.Accepted)
        {
            Content = new ByteArrayContent(Encoding.ASCII.GetBytes(text.ToString())) { Headers = { ContentType = Mixed } },
        };
    }

    // As long as a real ETag, because the length decides what fits in a queue message.
    private string NextVersion() =>
        string.Create(CultureInfo.InvariantCulture, $"W/\"datetime'2026-01-01T00%3A00%3A00.{Interlocked.Increment(ref _version):0000000}Z'\"");

    private static HttpResponseMessage WithJson(HttpStatusCode status, string json) => new(status)
    {
        Content = new ByteArrayContent(Encoding.ASCII.GetBytes(json)) { Headers = { ContentType = Json } },
    };

    [GeneratedRegex(@"PartitionKey='[^']*',RowKey='[^']*'")]
    private static partial Regex RowPattern();

    [GeneratedRegex(@"\((?<row>PartitionKey='[^']*',RowKey='[^']*')\) HTTP/1\.1\r\n(?:[^\r\n]+\r\n)*\r\n(?<json>\{.*\})")]
    private static partial Regex UpdatePattern();
}
