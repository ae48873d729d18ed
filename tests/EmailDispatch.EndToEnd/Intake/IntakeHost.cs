using System.Text;
using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.Intake;

/// <summary>A host that serves one stream, and its provider, for all intake tests over HTTP.</summary>
public sealed class IntakeHost : IAsyncLifetime
{
    private Azurite? _azurite;
    private SandboxServer? _provider;
    private EmailHost? _host;
    private HttpClient? _client;

    public EmailHost Host => _host!;

    public SandboxServer Provider => _provider!;

    public async ValueTask InitializeAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        _azurite = await Azurite.StartAsync(cancellationToken: cancellation);
        _provider = await SandboxServer.StartAsync(cancellationToken: cancellation);
        _host = await EmailHost.StartAsync(
            new EmailHostSettings(
                _azurite.ConnectionString,
                [new HostedProvider("sandbox", _provider.Host, _provider.Port)],
                More: new Dictionary<string, string> { ["Providers__0__Streams__0"] = "transactional" }),
            cancellation);
        _client = _host.CreateClient();
    }

    public async Task<(HttpResponseMessage Response, string Body)> PostAsync(string path, string json, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative));
        request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        var response = await _client!.SendAsync(request, TestContext.Current.CancellationToken);
        return (response, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_host is not null)
            await _host.DisposeAsync();
        if (_provider is not null)
            await _provider.DisposeAsync();
        if (_azurite is not null)
            await _azurite.DisposeAsync();
    }
}
