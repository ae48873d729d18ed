using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.EndToEnd.Hosting;

/// <summary>
/// Sits between a host and Azurite and holds one request forever: before it reaches storage, or afterwards by withholding the answer. So the host
/// can be killed between any two steps without a hook in its code. Records the requests it forwards.
/// </summary>
public sealed class StorageProxy : IAsyncDisposable
{
    private readonly HttpClient client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
    private readonly TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<WebApplication> listeners = [];
    private readonly ConcurrentQueue<StorageRequest> requests = new();
    private readonly StorageStep? step;
    private int writing;

    private StorageProxy(StorageStep? step) => this.step = step;

    public string ConnectionString { get; private set; } = "";

    /// <summary>How many writes storage takes at once; it throttles others, as Azure does. Null for any number.</summary>
    public int? MaxWritesAtOnce { get; set; }

    /// <summary>All requests so far, in order.</summary>
    public IReadOnlyList<StorageRequest> Requests => [.. requests];

    /// <summary>Completes when the request is held.</summary>
    public Task Held => held.Task;

    public static async Task<StorageProxy> StartAsync(Azurite azurite, StorageStep? step)
    {
        var proxy = new StorageProxy(step);
        var connectionString = azurite.ConnectionString;
        foreach (var port in (int[])[azurite.Ports.Blob, azurite.Ports.Queue, azurite.Ports.Table])
        {
            var own = await proxy.ListenAsync(port);
            connectionString = connectionString.Replace($"127.0.0.1:{port}/", $"127.0.0.1:{own}/", StringComparison.Ordinal);
        }

        proxy.ConnectionString = connectionString;
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var listener in listeners)
            await listener.DisposeAsync();
        client.Dispose();
    }

    private async Task<int> ListenAsync(int target)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.Zero);
        var listener = builder.Build();
        listener.Run(context => ForwardAsync(context, target));
        listeners.Add(listener);
        await listener.StartAsync();
        return new Uri(listener.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;
    }

    private async Task ForwardAsync(HttpContext context, int target)
    {
        var isWrite = !HttpMethods.IsGet(context.Request.Method);
        try
        {
            if (isWrite && Interlocked.Increment(ref writing) > MaxWritesAtOnce)
                (context.Response.StatusCode, context.Response.Headers["x-ms-error-code"]) = (StatusCodes.Status503ServiceUnavailable, "ServerBusy");
            else
                await ForwardToAsync(target, context);
        }
        finally
        {
            if (isWrite)
                Interlocked.Decrement(ref writing);
        }
    }

    private async Task ForwardToAsync(int target, HttpContext context)
    {
        var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer);
        var body = buffer.ToArray();
        requests.Enqueue(new StorageRequest(context.Request.Method, context.Request.Path.Value!, context.Request.QueryString.Value!, Encoding.UTF8.GetString(body)));
        var isMeant = step is not null && !held.Task.IsCompleted && step.Matches(context.Request, body);

        if (isMeant && !step!.ReachesStorage)
            await HoldAsync(context);

        using var request = Copy(context.Request, body, target);
        using var response = await client.SendAsync(request, context.RequestAborted);

        if (isMeant)
            await HoldAsync(context);

        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers).Where(h => h.Key != "Transfer-Encoding"))
            context.Response.Headers[name] = values.ToArray();
        await response.Content.CopyToAsync(context.Response.Body);
    }

    /// <summary>Waits until the caller has disconnected.</summary>
    private async Task HoldAsync(HttpContext context)
    {
        held.TrySetResult();
        var gone = new TaskCompletionSource();
        await using var registration = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
        context.RequestAborted.ThrowIfCancellationRequested();
    }

    private static HttpRequestMessage Copy(HttpRequest source, byte[] body, int target)
    {
        var url = $"http://127.0.0.1:{target}{source.HttpContext.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget}";
        var request = new HttpRequestMessage(new HttpMethod(source.Method), new Uri(url, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }))
        {
            Content = new ByteArrayContent(body),
        };
        foreach (var (name, values) in source.Headers.Where(h => h.Key != "Host"))
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.ToArray()))
                request.Content.Headers.TryAddWithoutValidation(name, values.ToArray());
        }

        return request;
    }
}
