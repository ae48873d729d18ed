using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Worker.Host;

/// <summary>Where telemetry arrives: the ingestion of Application Insights, and an OTLP collector. It keeps what it is sent.</summary>
internal sealed class Ingestion : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<JsonElement> _items = [];
    private readonly ConcurrentQueue<(string Path, string Text)> _collected = [];

    private Ingestion(WebApplication app) => _app = app;

    public string ConnectionString => $"InstrumentationKey=00000000-0000-0000-0000-000000000001;IngestionEndpoint={Address}/;LiveEndpoint={Address}/";

    public string Address => _app.Urls.Single();

    /// <summary>The items that Application Insights was sent, of one kind: <c>MessageData</c>, <c>RequestData</c>, <c>RemoteDependencyData</c>, <c>MetricData</c>.</summary>
    public IReadOnlyList<JsonElement> Items(string kind) =>
        [.. _items.Where(item => item.GetProperty("data").GetProperty("baseType").GetString() == kind)];

    /// <summary>The bodies that the collector was sent at a path, read as text: strings are plain in them.</summary>
    public IReadOnlyList<string> Collected(string path) => [.. _collected.Where(sent => sent.Path == path).Select(sent => sent.Text)];

    public static async Task<Ingestion> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var ingestion = new Ingestion(app);
        app.MapPost("/v2.1/track", ingestion.TrackAsync);
        app.MapPost("/v1/{signal}", ingestion.CollectAsync);
        await app.StartAsync(cancellationToken);
        return ingestion;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> TrackAsync(HttpRequest request)
    {
        var lines = (await ReadAsync(request)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var line in lines)
            _items.Enqueue(JsonDocument.Parse(line).RootElement);
        return Results.Json(new { itemsReceived = lines.Length, itemsAccepted = lines.Length, errors = Array.Empty<object>() });
    }

    private async Task CollectAsync(HttpRequest request) => _collected.Enqueue((request.Path, await ReadAsync(request)));

    private static async Task<string> ReadAsync(HttpRequest request)
    {
        await using var body = request.Headers.ContentEncoding == "gzip" ? new GZipStream(request.Body, CompressionMode.Decompress) : request.Body;
        using var reader = new StreamReader(body, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }
}
