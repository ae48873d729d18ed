using System.Net;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Security.KeyVault.Secrets;

namespace EmailDispatch.Benchmarks.Storage;

/// <summary>A vault that has every secret, and counts the reads.</summary>
internal sealed class FakeVault : HttpMessageHandler
{
    public const string Address = "https://vault.test";

    private int _reads;

    public int Reads => Volatile.Read(ref _reads);

    public SecretClient Client() =>
        new(new Uri(Address), new AnyToken(), new SecretClientOptions { Transport = new HttpClientTransport(new HttpClient(this)) });

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        const string Secret = """{"id":"https://vault.test/secrets/sink/1","value":"{\"username\":\"bench\",\"password\":\"not-a-secret\"}","attributes":{"enabled":true}}""";
        return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
        {
            RequestMessage = request,
            Content = new StringContent(Secret, Encoding.UTF8, "application/json"),
        });
    }

    private sealed class AnyToken : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new("not-a-token", DateTimeOffset.MaxValue);

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(GetToken(requestContext, cancellationToken));
    }
}
