using System.Net;
using Azure.Core.Pipeline;

namespace EmailDispatch.Benchmarks.Storage;

/// <summary>
/// Storage that answers without delay, under the real SDK clients: what they cost is measured, what a storage account takes is not.
/// Queues and blobs keep what they are given; tables take every write and keep the rows that are read again. An answer comes on another
/// turn of the thread pool, as every answer of a network does.
/// </summary>
internal sealed class MemoryStorage : HttpMessageHandler
{
    /// <summary>The key is any text in base64: nobody checks it.</summary>
    public const string ConnectionString =
        "DefaultEndpointsProtocol=http;AccountName=memory;AccountKey=bWVtb3J5;" +
        "BlobEndpoint=http://blob.test/memory;QueueEndpoint=http://queue.test/memory;TableEndpoint=http://table.test/memory;";

    private readonly MemoryTables _tables = new();
    private readonly MemoryQueues _queues = new();
    private readonly MemoryBlobs _blobs = new();

    public HttpClientTransport Transport => field ??= new HttpClientTransport(new HttpClient(this));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await Task.Yield();
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        var response = request.RequestUri!.Host[0] switch
        {
            't' => _tables.Answer(request, body),
            'q' => _queues.Answer(request, body),
            _ => _blobs.Answer(request, body),
        };
        response.RequestMessage = request;
        response.Headers.Date = TimeProvider.System.GetUtcNow();
        return response;
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        SendAsync(request, cancellationToken).GetAwaiter().GetResult();

    public static HttpResponseMessage Empty(HttpStatusCode status) => new(status) { Content = new ByteArrayContent([]) };
}
