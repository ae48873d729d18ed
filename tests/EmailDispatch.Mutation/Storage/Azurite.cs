using EmailDispatch.Simulation.Engine;
using EmailDispatch.Simulation.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

[assembly: AssemblyFixture(typeof(EmailDispatch.EndToEnd.Azurite))]

namespace EmailDispatch.EndToEnd;

/// <summary>The simulated storage in the place of Azurite, over HTTP: the scenarios take a fraction of the time.</summary>
public sealed class Azurite : IAsyncLifetime
{
    private static readonly string[] Services = ["blob", "queue", "table"];

    private readonly StorageAccount _storage = new(new Scheduler(seed: 1, TimeProvider.System.GetUtcNow()));
    private readonly Lock _guard = new();
    private readonly WebApplication _server;
    private int[] _ports = [];

    public Azurite()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls([.. Services.Select(_ => "http://127.0.0.1:0")]).ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.Zero);
        _server = builder.Build();
        _server.Run(AnswerAsync);
    }

    public string ConnectionString => ConnectionStringOf("sim");

    /// <summary>Called with the account's name and each request before it is answered.</summary>
    internal event Action<string, StorageCall> Asked = (_, _) => { };

    public async ValueTask InitializeAsync()
    {
        await _server.StartAsync();
        _ports = [.. _server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address).Port)];
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    /// <summary>The same storage under any account name.</summary>
    internal string ConnectionStringOf(string account) => $"DefaultEndpointsProtocol=http;AccountName={account};AccountKey=c2lt;" +
        string.Concat(Services.Select((service, n) => $"{char.ToUpperInvariant(service[0])}{service[1..]}Endpoint=http://127.0.0.1:{_ports[n]}/{account};"));

    private async Task AnswerAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        var target = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
        var slash = target.IndexOf('/', 1);
        var service = Services[Array.IndexOf(_ports, context.Connection.LocalPort)];
        var address = new Uri($"http://{service}.test/sim{target[slash..]}");
        var call = new StorageCall(request.Method, address, body.ToArray(), name => request.Headers.TryGetValue(name, out var value) ? value.ToString() : null);
        StoredAnswer answer;
        lock (_guard)
        {
            Asked(target[1..slash], call);
            answer = _storage.Answer(call);
            answer = request.Method == "HEAD" ? answer with { Body = [] } : answer;
        }

        response.StatusCode = answer.Status;
        if (answer.Body.Length > 0 || answer.IsDone)
            response.ContentType = answer.ContentType;
        if (answer.ETag is { } version)
            response.Headers.ETag = version;
        if (answer.ErrorCode is { } code)
            response.Headers["x-ms-error-code"] = code;
        foreach (var (name, value) in answer.Headers)
            response.Headers[name] = value;
        if (answer.Body.Length > 0)
            await response.Body.WriteAsync(answer.Body);
    }
}
