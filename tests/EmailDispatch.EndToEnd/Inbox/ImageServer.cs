using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.EndToEnd.Inbox;

/// <summary>A server on loopback that stands for those of remote images and links.</summary>
internal sealed class ImageServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Method, string Path, string Referrer)> _requests = [];

    private ImageServer(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();

    public IReadOnlyCollection<(string Method, string Path, string Referrer)> Requests => _requests;

    public static async Task<ImageServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new ImageServer(builder.Build());
        server._app.Run(async context =>
        {
            server._requests.Enqueue((context.Request.Method, context.Request.Path, context.Request.Headers.Referer.ToString()));
            context.Response.StatusCode = context.Request.Path == "/gone" ? StatusCodes.Status404NotFound : StatusCodes.Status200OK;
            context.Response.ContentType = "image/png";
            context.Response.Headers.CacheControl = "no-store";
            await context.Response.Body.WriteAsync(Convert.FromBase64String(Letters.RedPixels));
        });
        await server._app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
