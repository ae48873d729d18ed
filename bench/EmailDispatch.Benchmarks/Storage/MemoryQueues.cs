using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Web;

namespace EmailDispatch.Benchmarks.Storage;

/// <summary>First-in, first-out queues without delays: receiving a message removes it, deleting does nothing.</summary>
internal sealed class MemoryQueues
{
    private const string Times = "<InsertionTime>Thu, 01 Jan 2026 00:00:00 GMT</InsertionTime><ExpirationTime>Fri, 31 Dec 9999 23:59:59 GMT</ExpirationTime>";
    private const string Receipt = "<PopReceipt>AgAAAAMAAAAAAAAA</PopReceipt><TimeNextVisible>Thu, 01 Jan 2026 00:00:00 GMT</TimeNextVisible>";
    private static readonly MediaTypeHeaderValue Xml = new("application/xml");

    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> _queues = new();

    public HttpResponseMessage Answer(HttpRequestMessage request, ReadOnlySpan<byte> body)
    {
        var segments = request.RequestUri!.AbsolutePath.Split('/');
        var queue = _queues.GetOrAdd(segments[2], _ => new ConcurrentQueue<string>());
        if (segments.Length > 4)
            return MemoryStorage.Empty(HttpStatusCode.NoContent);
        if (segments.Length < 4)
            return request.Method == HttpMethod.Put ? MemoryStorage.Empty(HttpStatusCode.Created) : Properties(queue.Count);
        if (request.Method == HttpMethod.Get)
        {
            var query = HttpUtility.ParseQueryString(request.RequestUri.Query);
            var count = int.Parse(query["numofmessages"] ?? "1", System.Globalization.CultureInfo.InvariantCulture);
            return query["peekonly"] == "true" ? Answer(queue.Take(count)) : Answer(Taken(queue, count));
        }

        // Keeps the text XML-escaped.
        var xml = Encoding.UTF8.GetString(body);
        var from = xml.IndexOf("<MessageText>", StringComparison.Ordinal);
        queue.Enqueue(xml[from..(xml.IndexOf("</MessageText>", from, StringComparison.Ordinal) + "</MessageText>".Length)]);
        return WithXml(HttpStatusCode.Created, $"<QueueMessagesList><QueueMessage><MessageId>{Guid.NewGuid()}</MessageId>{Times}{Receipt}</QueueMessage></QueueMessagesList>");
    }

    private static IEnumerable<string> Taken(ConcurrentQueue<string> queue, int count)
    {
        for (var i = 0; i < count && queue.TryDequeue(out var text); i++)
            yield return text;
    }

    private static HttpResponseMessage Answer(IEnumerable<string> texts)
    {
        var xml = new StringBuilder("<QueueMessagesList>");
        foreach (var text in texts)
            xml.Append("<QueueMessage><MessageId>").Append(Guid.NewGuid()).Append("</MessageId>").Append(Times).Append(Receipt).Append("<DequeueCount>1</DequeueCount>").Append(text).Append("</QueueMessage>");
        return WithXml(HttpStatusCode.OK, xml.Append("</QueueMessagesList>").ToString());
    }

    private static HttpResponseMessage Properties(int count)
    {
        var response = MemoryStorage.Empty(HttpStatusCode.OK);
        response.Headers.TryAddWithoutValidation("x-ms-approximate-messages-count", count.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return response;
    }

    private static HttpResponseMessage WithXml(HttpStatusCode status, string xml) => new(status)
    {
        Content = new ByteArrayContent(Encoding.UTF8.GetBytes("""<?xml version="1.0" encoding="utf-8"?>""" + xml)) { Headers = { ContentType = Xml } },
    };
}
