using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.EndToEnd.Webhooks;

/// <summary>What a tenant has at the URL of a webhook: it keeps what is posted, in order, and answers as a test wants.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ConcurrentQueue<ReceivedEvent> _received = new();

    private WebhookReceiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.Zero);
        _application = builder.Build();
        _application.Run(AnswerAsync);
    }

    public string Url => $"{_application.Urls.Single()}/hook";

    public IReadOnlyList<ReceivedEvent> Received => [.. _received];

    /// <summary>The events, each once, in the order of their first arrival.</summary>
    public IReadOnlyList<ReceivedEvent> Distinct => [.. _received.DistinctBy(e => e.Id)];

    /// <summary>The status to answer with.</summary>
    public Func<ReceivedEvent, Task<int>> OnEvent { get; set; } = _ => Task.FromResult(200);

    public static async Task<WebhookReceiver> StartAsync(CancellationToken cancellationToken)
    {
        var receiver = new WebhookReceiver();
        await receiver._application.StartAsync(cancellationToken);
        return receiver;
    }

    public Task<IReadOnlyList<ReceivedEvent>> WaitForAsync(int count, CancellationToken cancellationToken) =>
        Eventually.GetAsync(() => Task.FromResult(Distinct), events => events.Count >= count, cancellationToken);

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var received = new ReceivedEvent(
            TimeProvider.System.GetUtcNow(), context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase), body);
        _received.Enqueue(received);
        context.Response.StatusCode = await OnEvent(received);
        if (context.Response.StatusCode is >= 300 and < 400)
            context.Response.Headers.Location = "/elsewhere";
        await context.Response.WriteAsync("noted");
    }
}

/// <summary>An event as it arrived.</summary>
internal sealed record ReceivedEvent(DateTimeOffset At, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public JsonElement Json { get; } = JsonDocument.Parse(Body).RootElement;

    public string Id => Headers["webhook-id"];

    public string Type => Json.GetProperty("type").GetString()!;

    public long Sequence => Json.GetProperty("sequence").GetInt64();

    public JsonElement Data => Json.GetProperty("data");

    public string EmailId => Data.GetProperty("email_id").GetString()!;
}
