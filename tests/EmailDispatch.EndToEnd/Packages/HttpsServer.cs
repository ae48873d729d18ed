using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.EndToEnd.Packages;

/// <summary>An HTTPS server on loopback that answers as it is told and keeps what it was asked.</summary>
public sealed class HttpsServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly X509Certificate2 _certificate;
    private readonly ConcurrentQueue<Request> _requests = new();

    private HttpsServer(Func<Request, Answer> answer)
    {
        _certificate = Certificate();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(_certificate)));
        _application = builder.Build();
        _application.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var request = new Request(
                context.Request.Path.Value ?? "",
                context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
                await reader.ReadToEndAsync(context.RequestAborted));
            _requests.Enqueue(request);
            var (status, body, contentType) = answer(request);
            context.Response.StatusCode = (int)status;
            if (body.Length > 0)
            {
                context.Response.ContentType = contentType;
                await context.Response.WriteAsync(body, context.RequestAborted);
            }
        });
    }

    public Uri Address => new(_application.Urls.Single());

    public IReadOnlyCollection<Request> Requests => _requests;

    public static async Task<HttpsServer> StartAsync(Func<Request, Answer> answer, CancellationToken cancellationToken)
    {
        var server = new HttpsServer(answer);
        await server._application.StartAsync(cancellationToken);
        return server;
    }

    /// <summary>A client that trusts this server's certificate and no other.</summary>
    public HttpClient CreateClient()
    {
        var handler = new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = (_, presented, _, _) => presented?.Thumbprint == _certificate.Thumbprint,
        };
        return new HttpClient(handler, disposeHandler: true);
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _certificate.Dispose();
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }

    public sealed record Request(string Path, IReadOnlyDictionary<string, string> Headers, string Body);

    public sealed record Answer(HttpStatusCode Status, string Body = "", string ContentType = "application/json");
}
