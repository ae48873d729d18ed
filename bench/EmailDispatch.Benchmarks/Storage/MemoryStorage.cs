using System.Net;
using Azure.Core.Pipeline;

namespace EmailDispatch.Benchmarks.Storage;

/// <summary>
/// Storage that answers without delay, under the real SDK clients: their cost is measured, that of a storage account is not. Queues and blobs
/// keep their content; tables accept every write and keep only the rows that are read again. Answers run on the thread pool, as with a network.
/// </summary>
internal sealed class MemoryStorage : HttpMessageHandler
{
    /// <summary>The key is any base64 text, because nothing checks it.</summary>
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
