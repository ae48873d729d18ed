using System.Net;
using System.Net.Http.Headers;

namespace EmailDispatch.Benchmarks.Processes;

/// <summary>A caller of the API, or of another API that takes the same JSON and answers 202.</summary>
internal sealed class EmailCaller(Uri address) : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient _client = new(new SocketsHttpHandler { PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5) })
    {
        BaseAddress = address,
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", EmailHost.ApiKey) },
    };

    /// <summary>Posts the JSON, and retries after a 503 with Retry-After.</summary>
    public async Task PostAsync(string path, ReadOnlyMemory<byte> json, CancellationToken cancellationToken, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ReadOnlyMemoryContent(json) { Headers = { ContentType = Json } } };
        if (idempotencyKey is not null)
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        using var response = await _client.SendAsync(request, cancellationToken);
        if (response is { StatusCode: HttpStatusCode.ServiceUnavailable, Headers.RetryAfter.Delta: { } delay })
        {
            await Task.Delay(delay, cancellationToken);
            await PostAsync(path, json, cancellationToken, idempotencyKey);
            return;
        }

        if (response.StatusCode is not (HttpStatusCode.Accepted or HttpStatusCode.OK))
            throw new InvalidOperationException($"{path} answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellationToken)}");
    }

    /// <summary>Posts an email once.</summary>
    /// <returns>Whether it was accepted; false after a 503 with Retry-After.</returns>
    public async Task<bool> TryPostAsync(ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        using var content = new ReadOnlyMemoryContent(json) { Headers = { ContentType = Json } };
        using var response = await _client.PostAsync(new Uri("emails", UriKind.Relative), content, cancellationToken);
        return response.StatusCode switch
        {
            HttpStatusCode.Accepted => true,
            HttpStatusCode.ServiceUnavailable when response.Headers.RetryAfter is not null => false,
            var status => throw new InvalidOperationException($"emails answered {(int)status}"),
        };
    }

    /// <summary>Posts an email with <c>Prefer: wait=10</c>, which must be sent when the answer comes.</summary>
    public async Task PostExpressAsync(ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "emails");
        request.Headers.Add("Prefer", "wait=10");
        request.Content = new ReadOnlyMemoryContent(json) { Headers = { ContentType = Json } };
        using var response = await _client.SendAsync(request, cancellationToken);
        var answer = await response.Content.ReadAsStringAsync(cancellationToken);
        if (response.StatusCode != HttpStatusCode.OK || !answer.Contains("\"status\":\"sent\"", StringComparison.Ordinal))
            throw new InvalidOperationException($"emails answered {(int)response.StatusCode}: {answer}");
    }

    public void Dispose() => _client.Dispose();
}
