using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Web;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using EmailDispatch.Emails;
using EmailDispatch.EndToEnd.Dispatch;
using EmailDispatch.Queueing;
using EmailDispatch.Storage;

namespace EmailDispatch.EndToEnd.Intake;

/// <summary>Links that are signed with a key of the app's identity, as in Azure, on an emulator with encryption and tokens.</summary>
public sealed class DelegatedLinkTests : IAsyncLifetime
{
    private readonly FixedTime _time = new() { Now = TimeProvider.System.GetUtcNow() };
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("links-");
    private readonly KeyRequests _keys = new();
    private Azurite _azurite = null!;
    private HttpClient _http = null!;
    private BlobServiceClient _blobs = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(_time.Now.AddDays(-1), _time.Now.AddDays(1));
        var (certificateFile, keyFile) = (Path.Combine(_folder.FullName, "cert.pem"), Path.Combine(_folder.FullName, "key.pem"));
        await File.WriteAllTextAsync(certificateFile, certificate.ExportCertificatePem(), Cancellation);
        await File.WriteAllTextAsync(keyFile, key.ExportPkcs8PrivateKeyPem(), Cancellation);
        _azurite = await Azurite.StartAsync(cancellationToken: Cancellation, more: ["--cert", certificateFile, "--key", keyFile, "--oauth", "basic"]);

        var thumbprint = certificate.Thumbprint;
        _http = new HttpClient(new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, offered, _, _) => offered?.Thumbprint == thumbprint });
        var options = new BlobClientOptions { Transport = new HttpClientTransport(_http) };
        options.AddPolicy(_keys, HttpPipelinePosition.PerCall);
        _blobs = new BlobServiceClient(new Uri($"https://127.0.0.1:{_azurite.Ports.Blob}/devstoreaccount1"), new Identity(_time), options);
        await _blobs.GetBlobContainerClient(PayloadStore.ContainerName).CreateAsync(cancellationToken: Cancellation);
    }

    [Fact]
    public async Task Link_reads_its_file_over_https_until_it_expires_and_one_key_signs_many()
    {
        var store = new LinkedFileStore(_blobs, new ReadLinks(_blobs, _time));
        var file = new LinkedFile("default", EmailId.New(_time), 0, "a.pdf", "application/pdf", 1, _time.Now + ReadLinks.MaxLifetime);
        await store.SaveAsync([(file, "%"u8.ToArray())], Cancellation);

        var link = await store.LinkToAsync(file, Cancellation);
        var expired = await store.LinkToAsync(file with { Until = _time.Now.AddSeconds(-5) }, Cancellation);
        var (asked, query) = (_keys.Count, HttpUtility.ParseQueryString(link.Query));
        _time.Now += TimeSpan.FromHours(1);
        await store.LinkToAsync(file, Cancellation);

        Assert.Equal("%", await _http.GetStringAsync(link, Cancellation));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(expired));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(new UriBuilder(link) { Path = link.AbsolutePath + "0" }.Uri));
        Assert.Equal(("r", "b", "https", Identity.ObjectId), (query["sp"], query["sr"], query["spr"], query["skoid"]));
        Assert.True(Time(query["ske"]) >= Time(query["se"]), link.Query);
        Assert.InRange(Time(query["ske"]) - Time(query["skt"]), ReadLinks.MaxLifetime, TimeSpan.FromDays(7));
        Assert.Equal((1, 2), (asked, _keys.Count));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _azurite.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static DateTimeOffset Time(string? text) => DateTimeOffset.Parse(text!, CultureInfo.InvariantCulture);

    private async Task<HttpStatusCode> StatusAsync(Uri link)
    {
        using var answer = await _http.GetAsync(link, Cancellation);
        return answer.StatusCode;
    }

    /// <summary>An identity whose tokens the emulator takes: it does not check signatures.</summary>
    private sealed class Identity(TimeProvider time) : TokenCredential
    {
        public const string ObjectId = "11059fcc-5514-4800-b5f8-49808b9cfab6";

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            var now = time.GetUtcNow();
            var claims = new
            {
                aud = "https://storage.azure.com",
                iss = "https://sts.windows.net/ab1f708d-50f6-404c-a006-d71b2ac7a606/",
                iat = now.AddMinutes(-5).ToUnixTimeSeconds(),
                nbf = now.AddMinutes(-5).ToUnixTimeSeconds(),
                exp = now.AddHours(2).ToUnixTimeSeconds(),
                oid = ObjectId,
                tid = "ab1f708d-50f6-404c-a006-d71b2ac7a606",
            };
            return new AccessToken($"{Part(new { alg = "HS256", typ = "JWT" })}.{Part(claims)}.{Part("unsigned")}", now.AddHours(2));

            static string Part(object value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }

    /// <summary>Counts the requests for a key.</summary>
    private sealed class KeyRequests : HttpPipelineSynchronousPolicy
    {
        private int _count;

        public int Count => _count;

        public override void OnSendingRequest(HttpMessage message)
        {
            if (message.Request.Uri.Query.Contains("comp=userdelegationkey", StringComparison.Ordinal))
                Interlocked.Increment(ref _count);
        }
    }
}
