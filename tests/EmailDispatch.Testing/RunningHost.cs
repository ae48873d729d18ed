using EmailDispatch.LocalHost.Runtime;
using EmailDispatch.LocalHost.Runtime.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace EmailDispatch.Testing;

/// <summary>The local host on a free loopback port, with the test's own function classes and host.json.</summary>
internal sealed class RunningHost : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly WebApplication _app;

    private RunningHost(DirectoryInfo folder, WebApplication app)
    {
        _folder = folder;
        _app = app;
    }

    public HttpClient Client { get; } = new();

    public IServiceProvider Services => _app.Services;

    public static async Task<RunningHost> StartAsync(
        Type[] functions,
        string hostJson = """{"extensions":{"http":{"routePrefix":""}}}""",
        Action<IFunctionsWorkerApplicationBuilder>? compose = null,
        params string[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("local-host-");
        var host = new RunningHost(folder, Build(folder, functions, hostJson, compose, settings));
        try
        {
            await host._app.StartAsync();
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }

        var addresses = host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        host.Client.BaseAddress = new Uri(addresses.Single());
        return host;
    }

    public bool IsStopping => _app.Lifetime.ApplicationStopping.IsCancellationRequested;

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_app.Lifetime.ApplicationStarted.IsCancellationRequested)
            await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static WebApplication Build(
        DirectoryInfo folder, Type[] functions, string hostJson, Action<IFunctionsWorkerApplicationBuilder>? compose, string[] settings)
    {
        var path = Path.Combine(folder.FullName, "host.json");
        File.WriteAllText(path, hostJson);
        var builder = FunctionsHost.CreateBuilder(
            ["--urls=http://127.0.0.1:0", $"--LocalHost:HostJson={path}", "--Logging:LogLevel:Default=None", .. settings]);
        var worker = builder.AddFunctions(functions);
        compose?.Invoke(worker);
        var app = builder.Build();
        app.MapFunctions();
        return app;
    }
}
