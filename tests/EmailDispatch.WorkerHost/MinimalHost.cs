using System.Diagnostics;
using System.Text.Json;
using EmailDispatch.Worker.Protocol;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace EmailDispatch.Worker.Host;

/// <summary>
/// A Functions host of the least: it starts the published worker, greets it, loads its functions, and invokes them. README.md says what of
/// the protocol that is. Requests go through the reverse proxy that the Functions host has, with the settings it has there.
/// </summary>
internal sealed class MinimalHost : IAsyncDisposable
{
    private const string InvocationHeader = "x-ms-invocation-id";

    private readonly WebApplication _app;
    private readonly WorkerChannel _channel = new();
    private readonly HttpMessageInvoker _proxy = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    private WorkerProcess? _process;
    private string _httpUri = "";

    private MinimalHost(WebApplication app, Uri rpc, Uri http) => (_app, Rpc, Http) = (app, rpc, http);

    /// <summary>Where the platform's front end would send requests.</summary>
    public Uri Http { get; }

    /// <summary>What the worker declared it can.</summary>
    public IReadOnlyDictionary<string, string> Capabilities { get; private set; } = new Dictionary<string, string>();

    /// <summary>Every function by its name, as the worker described it.</summary>
    public IReadOnlyDictionary<string, RpcFunctionMetadata> Functions { get; private set; } = new Dictionary<string, RpcFunctionMetadata>();

    /// <summary>What loading each function came to.</summary>
    public IReadOnlyDictionary<string, StatusResult> Loaded { get; private set; } = new Dictionary<string, StatusResult>();

    public IEnumerable<RpcLog> Logs => _channel.Logs;

    public string Output => _process?.Output ?? "";

    private Uri Rpc { get; }

    public static async Task<MinimalHost> StartAsync(IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = null);
        builder.Services.AddHttpForwarder();
        MinimalHost host = null!;
        builder.Services.AddSingleton(_ => host._channel);

        var app = builder.Build();
        app.MapGrpcService<WorkerChannel>();
        app.Map("/{**path}", (HttpContext context) => host.ForwardAsync(context));
        await app.StartAsync(cancellationToken);
        var addresses = app.Urls.Select(url => new Uri(url)).ToArray();
        host = new MinimalHost(app, addresses[0], addresses[1]);
        try
        {
            await host.GreetAsync(settings, cancellationToken);
            return host;
        }
        catch (Exception fault)
        {
            var output = host.Output;
            await host.DisposeAsync();
            throw new InvalidOperationException($"The worker did not start. Its output:\n{output}", fault);
        }
    }

    /// <summary>A message as the host hands it over to a function that binds the queue's own type.</summary>
    public static TypedData Message(string text) => new()
    {
        ModelBindingData = new ModelBindingData
        {
            Version = "1.0",
            Source = "AzureStorageQueues",
            ContentType = "application/json",
            Content = ByteString.CopyFromUtf8(JsonSerializer.Serialize(new { MessageId = "1", PopReceipt = "2", MessageText = text, DequeueCount = 1 })),
        },
    };

    /// <summary>Invokes a function with a message or a timer, the one input it has.</summary>
    public async Task<StatusResult> InvokeAsync(string function, TypedData input, CancellationToken cancellationToken)
    {
        var trigger = Functions[function].Bindings.Keys.First(name => name != "$return");
        var answer = await _channel.AskAsync(Invocation(function, new ParameterBinding { Name = trigger, Data = input }), cancellationToken);
        return answer.InvocationResponse.Result;
    }

    /// <summary>Asks the worker to end, and waits until it has.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _channel.Send(new StreamingMessage { WorkerTerminate = new WorkerTerminate() });
        await _process!.Ended.WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        await _app.DisposeAsync();
        _proxy.Dispose();
    }

    private async Task GreetAsync(IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken)
    {
        var workerId = Guid.NewGuid().ToString();
        _process = WorkerProcess.Start(Rpc, workerId, settings);
        var ended = _process.Ended;
        if (await Task.WhenAny(_channel.Started, ended).WaitAsync(TimeSpan.FromSeconds(60), cancellationToken) == ended)
            throw new InvalidOperationException("The worker ended.");
        if (await _channel.Started != workerId)
            throw new InvalidOperationException("Another worker came.");

        var init = await _channel.AskAsync(
            new StreamingMessage
            {
                WorkerInitRequest = new WorkerInitRequest { HostVersion = "4.1037.0", WorkerDirectory = PublishedApp.Folder, FunctionAppDirectory = PublishedApp.Folder },
            },
            cancellationToken);
        Capabilities = init.WorkerInitResponse.Capabilities;
        _httpUri = Capabilities["HttpUri"];

        var metadata = await _channel.AskAsync(
            new StreamingMessage { FunctionsMetadataRequest = new FunctionsMetadataRequest { FunctionAppDirectory = PublishedApp.Folder } }, cancellationToken);
        Functions = metadata.FunctionMetadataResponse.FunctionMetadataResults.ToDictionary(function => function.Name);

        var loaded = new Dictionary<string, StatusResult>();
        foreach (var (name, function) in Functions)
        {
            var load = new FunctionLoadRequest { FunctionId = function.FunctionId, Metadata = function };
            loaded[name] = (await _channel.AskAsync(new StreamingMessage { FunctionLoadRequest = load }, cancellationToken)).FunctionLoadResponse.Result;
        }

        Loaded = loaded;
        // The worker answers before its own start is through; the first request finds it listening.
        await WaitForHttpAsync(cancellationToken);
    }

    /// <summary>The request to the worker's own endpoint and the invocation that it belongs to, at once and tied by an id.</summary>
    private async Task ForwardAsync(HttpContext context)
    {
        if (FindFunction(context) is not { } function)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var invocation = Invocation(function, new ParameterBinding { Name = "request", Data = new TypedData { Http = new RpcHttp() } }, Activity.Current);
        foreach (var (name, value) in context.Request.RouteValues)
            invocation.InvocationRequest.TriggerMetadata[name] = new TypedData { String = $"{value}" };
        context.Request.Headers[InvocationHeader] = invocation.InvocationRequest.InvocationId;

        var forwarder = context.RequestServices.GetRequiredService<IHttpForwarder>();
        var forwarding = forwarder.SendAsync(context, _httpUri, _proxy, new ForwarderRequestConfig { ActivityTimeout = TimeSpan.FromSeconds(240) });
        using var cancellation = context.RequestAborted.Register(() => _channel.Send(new StreamingMessage
        {
            InvocationCancel = new InvocationCancel { InvocationId = invocation.InvocationRequest.InvocationId },
        }));
        await _channel.AskAsync(invocation, CancellationToken.None);
        await forwarding;
    }

    private StreamingMessage Invocation(string function, ParameterBinding input, Activity? activity = null) => new()
    {
        InvocationRequest = new InvocationRequest
        {
            InvocationId = Guid.NewGuid().ToString(),
            FunctionId = Functions[function].FunctionId,
            InputData = { input },
            TraceContext = new RpcTraceContext { TraceParent = activity?.Id ?? "", TraceState = activity?.TraceStateString ?? "" },
        },
    };

    private string? FindFunction(HttpContext context)
    {
        // The host tries the routes in the order of the names, and takes the first that matches.
        foreach (var (name, function) in Functions.OrderBy(f => f.Key, StringComparer.OrdinalIgnoreCase))
        {
            foreach (var raw in function.RawBindings)
            {
                var binding = JsonDocument.Parse(raw).RootElement;
                if (binding.GetProperty("type").GetString() != "httpTrigger")
                    continue;

                var methods = binding.TryGetProperty("methods", out var named) ? named.EnumerateArray().Select(method => method.GetString()).ToList() : null;
                var values = new RouteValueDictionary();
                var template = Microsoft.AspNetCore.Routing.Template.TemplateParser.Parse(binding.GetProperty("route").GetString()!);
                var matcher = new Microsoft.AspNetCore.Routing.Template.TemplateMatcher(template, []);
                if (methods?.Contains(context.Request.Method, StringComparer.OrdinalIgnoreCase) == false || !matcher.TryMatch(context.Request.Path, values))
                    continue;

                context.Request.RouteValues = values;
                return name;
            }
        }

        return null;
    }

    private async Task WaitForHttpAsync(CancellationToken cancellationToken)
    {
        var endpoint = new Uri(_httpUri);
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(TimeSpan.FromMinutes(1));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (true)
        {
            try
            {
                using var client = new System.Net.Sockets.TcpClient();
                await client.ConnectAsync(endpoint.Host, endpoint.Port, late.Token);
                return;
            }
            catch (System.Net.Sockets.SocketException)
            {
                await timer.WaitForNextTickAsync(late.Token);
            }
        }
    }
}
