using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using EmailDispatch.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Tests.Intake.Attachments;

/// <summary>An HTTPS server on loopback for <c>files.example</c>, with a certificate of its own.</summary>
internal sealed class FileServer : IAsyncDisposable
{
    public const string Host = "files.example";

    private readonly WebApplication _application;
    private readonly X509Certificate2 _certificate = SandboxCertificate.Create(TimeProvider.System, Host);

    private FileServer(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(_certificate)));
        _application = builder.Build();
        _application.Run(context =>
        {
            Requests.Enqueue($"{context.Request.Host.Host}{context.Request.Path}");
            return answer(context);
        });
    }

    public ConcurrentQueue<string> Requests { get; } = new();

    public int Port => new Uri(_application.Urls.Single()).Port;

    public static async Task<FileServer> StartAsync(RequestDelegate answer)
    {
        var server = new FileServer(answer);
        await server._application.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public string Url(string path, string host = Host) => $"https://{host}:{Port}{path}";

    public bool Presents(X509Certificate? certificate) => certificate is X509Certificate2 presented && presented.Thumbprint == _certificate.Thumbprint;

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _certificate.Dispose();
    }
}
