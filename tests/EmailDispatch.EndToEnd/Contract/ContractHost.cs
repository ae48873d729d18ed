using System.Net.Http.Headers;
using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.EndToEnd.Samples;
using EmailDispatch.Sandbox;
using SandboxEmail = EmailDispatch.Sandbox.ReceivedEmail;

namespace EmailDispatch.EndToEnd.Contract;

/// <summary>
/// One host for all contract tests, with keys of three tenants, a provider for all and one only for the tenant <c>other</c>. Each test looks only
/// at its own emails.
/// </summary>
public sealed class ContractHost : IAsyncLifetime
{
    /// <summary>A key of the tenant <c>other</c>, with every scope.</summary>
    public const string OtherKey = "ed_test_not_a_secret_other_0123456789abcdefghijklmnop";

    /// <summary>A key of the tenant <c>stranger</c>, with every scope.</summary>
    public const string StrangerKey = "ed_test_not_a_secret_stranger_0123456789abcdefghijklm";

    private readonly DirectoryInfo _keys = Directory.CreateTempSubdirectory("dkim-");

    private Azurite? _azurite;
    private SandboxServer? _provider;
    private EmailHost? _host;

    public EmailHost Host => _host!;

    public SandboxServer Provider => _provider!;

    public string Storage => _azurite!.ConnectionString;

    public async ValueTask InitializeAsync()
    {
        await NodePackages.InstalledAsync();
        _azurite = await Azurite.StartAsync(cancellationToken: CancellationToken.None);
        _provider = await SandboxServer.StartAsync(cancellationToken: CancellationToken.None);
        var more = new Dictionary<string, string>
        {
            ["Access__Keys__1__Key"] = OtherKey,
            ["Access__Keys__1__Tenant"] = "other",
            ["Access__Keys__2__Key"] = StrangerKey,
            ["Access__Keys__2__Tenant"] = "stranger",
            ["Providers__1__Tenants__0"] = "other",
            ["Senders__0__LinkAttachmentsAbove"] = "100000",
            ["Webhooks__AllowPrivateAddresses"] = "true",
            ["Domains__Resolver"] = "127.0.0.1:9",
            ["Domains__LookupTimeout"] = "00:00:00.200",
            ["Domains__KeyFolder"] = _keys.FullName,
            ["LocalHost__Timers__AggregateUsage"] = "*/2 * * * * *",
        };
        HostedProvider[] providers = [new("sandbox", _provider.Host, _provider.Port), new("private", _provider.Host, _provider.Port, Priority: 2)];
        _host = await EmailHost.StartAsync(
            new EmailHostSettings(_azurite.ConnectionString, providers, More: more), CancellationToken.None);
    }

    public HttpClient CreateClient(string key)
    {
        var client = new HttpClient { BaseAddress = Host.BaseUrl };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    /// <summary>The message that the provider received for an email, as read by an independent parser.</summary>
    public async Task<(SandboxEmail Envelope, Samples.ReceivedEmail Message)> ReceivedAsync(string id, CancellationToken cancellationToken)
    {
        var received = await Provider.Inbox.WaitForAsync(email => email.ContentText.Contains(id, StringComparison.Ordinal), TimeSpan.FromMinutes(1), cancellationToken);
        return (received, await Samples.ReceivedEmail.ParseAsync(received.Content.ToArray(), cancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
        if (_provider is not null)
            await _provider.DisposeAsync();
        if (_azurite is not null)
            await _azurite.DisposeAsync();
        _keys.Delete(recursive: true);
    }
}
