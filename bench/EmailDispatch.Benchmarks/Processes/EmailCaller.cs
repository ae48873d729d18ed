using System.Net;
using System.Net.Http.Headers;

namespace EmailDispatch.Benchmarks.Processes;

/// <summary>A caller of the API, or of another API that takes the same JSON and answers 202.</summary>
internal sealed class EmailCaller(Uri address) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5) })
    {
        BaseAddress = address,
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", EmailHost.ApiKey) },
    };

    /// <summary>Posts the JSON, and retries after a 503 with Retry-After.</summary>
    public async Task PostAsync(string path, ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        using var content = new ReadOnlyMemoryContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var response = await _client.PostAsync(new Uri(path, UriKind.Relative), content, cancellationToken);
        if (response is { StatusCode: HttpStatusCode.ServiceUnavailable, Headers.RetryAfter.Delta: { } delay })
        {
            await Task.Delay(delay, cancellationToken);
            await PostAsync(path, json, cancellationToken);
            return;
        }

        if (response.StatusCode is not (HttpStatusCode.Accepted or HttpStatusCode.OK))
            throw new InvalidOperationException($"{path} answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellationToken)}");
    }

    public void Dispose() => _client.Dispose();
}
