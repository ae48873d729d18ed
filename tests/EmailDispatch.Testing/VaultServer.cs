using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Security.KeyVault.Secrets;
using EmailDispatch.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Testing;

/// <summary>What the library uses of Key Vault and of a token endpoint, over HTTPS: secrets behind a bearer challenge, and client tokens.</summary>
internal sealed class VaultServer : IAsyncDisposable
{
    public const string AccessToken = "vault-access-token-of-the-test";

    private static readonly JsonSerializerOptions WithoutNulls = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly X509Certificate2 _certificate = SandboxCertificate.Create(TimeProvider.System);
    private readonly WebApplication _application;
    private readonly HttpClientHandler _trusting;
    private int _secretReads;

    private VaultServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(_certificate)));
        _application = builder.Build();
        _application.Run(AnswerAsync);
        _trusting = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, presented, _, _) => presented?.Thumbprint == _certificate.Thumbprint };
        Http = new HttpClient(_trusting);
    }

    /// <summary>A client that trusts the server.</summary>
    public HttpClient Http { get; }

    public Uri Address => new(_application.Urls.Single());

    public ConcurrentDictionary<string, string> Secrets { get; } = new();

    public ConcurrentDictionary<string, (DateTimeOffset Created, DateTimeOffset? Expires)> Dates { get; } = new();

    /// <summary>If set, every request gets 503.</summary>
    public bool IsDown { get; set; }

    /// <summary>The number of authenticated requests for a secret.</summary>
    public int SecretReads => Volatile.Read(ref _secretReads);

    public ConcurrentQueue<IReadOnlyDictionary<string, string>> TokenRequests { get; } = new();

    public Func<IReadOnlyDictionary<string, string>, (int Status, object Answer)> OnToken { get; set; } = _ => (400, new { error = "invalid_request" });

    public static async Task<VaultServer> StartAsync()
    {
        var server = new VaultServer();
        await server._application.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public SecretClient NewClient() => new(Address, new FakeCredential(), new SecretClientOptions
    {
        DisableChallengeResourceVerification = true,
        Transport = new HttpClientTransport(Http),
        Retry = { MaxRetries = 0 },
    });

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        Http.Dispose();
        _certificate.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (IsDown)
        {
            context.Response.StatusCode = 503;
        }
        else if (context.Request.Path == "/token")
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            var fields = form.ToDictionary(f => f.Key, f => f.Value.ToString());
            TokenRequests.Enqueue(fields);
            var (status, answer) = OnToken(fields);
            context.Response.StatusCode = status;
            await context.Response.WriteAsync(JsonSerializer.Serialize(answer), context.RequestAborted);
        }
        else
        {
            await AnswerSecretAsync(context);
        }
    }

    private async Task AnswerSecretAsync(HttpContext context)
    {
        if (context.Request.Headers.Authorization != $"Bearer {AccessToken}")
        {
            context.Response.StatusCode = 401;
            context.Response.Headers.WWWAuthenticate = """Bearer authorization="https://login.example.test/tenant", resource="https://vault.example.test" """.Trim();
            return;
        }

        Interlocked.Increment(ref _secretReads);
        var name = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries)[1];
        context.Response.ContentType = "application/json";
        if (HttpMethods.IsPut(context.Request.Method))
            Secrets[name] = (await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted)).RootElement.GetProperty("value").GetString()!;
        if (HttpMethods.IsDelete(context.Request.Method) ? Secrets.TryRemove(name, out var value) : Secrets.TryGetValue(name, out value))
        {
            var (created, expires) = Dates.GetValueOrDefault(name);
            var attributes = new { enabled = true, created = created.ToUnixTimeSeconds(), exp = expires?.ToUnixTimeSeconds() };
            await context.Response.WriteAsync(JsonSerializer.Serialize(new { value, id = $"{Address}secrets/{name}/1", attributes }, WithoutNulls), context.RequestAborted);
            return;
        }

        context.Response.StatusCode = 404;
        await context.Response.WriteAsync("""{"error":{"code":"SecretNotFound","message":"not found"}}""", context.RequestAborted);
    }

    private sealed class FakeCredential : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(VaultServer.AccessToken, TimeProvider.System.GetUtcNow().AddHours(1));

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(GetToken(requestContext, cancellationToken));
    }
}
