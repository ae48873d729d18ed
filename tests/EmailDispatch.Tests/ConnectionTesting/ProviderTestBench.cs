using System.Net;
using System.Net.Sockets;
using EmailDispatch.ConnectionTesting;
using EmailDispatch.Emails;
using EmailDispatch.Providers;
using EmailDispatch.Providers.Credentials;
using EmailDispatch.Providers.State;
using EmailDispatch.Replies;
using EmailDispatch.Secrets;
using EmailDispatch.Suppressions;
using EmailDispatch.Tests.Domains.Signing;
using EmailDispatch.Tests.Providers;
using EmailDispatch.Tests.Providers.State;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Tests.ConnectionTesting;

/// <summary>One configured provider named <c>mail</c> at <c>smtp.example.test</c>, which is this machine, and its test.</summary>
internal sealed class ProviderTestBench : ISecretSource, IDisposable
{
    public const string Host = "smtp.example.test";
    public const string Password = "fake-password-1";

    private readonly SettingsFixture _settings;
    private readonly MemoryTables _tables = new();
    private readonly HttpClient _http = new();
    private readonly SigningBench _signing = new();

    public ProviderTestBench(int port, params (string Key, string Value)[] settings)
        : this([], port, settings)
    {
    }

    /// <summary>With other ports that are tried where the provider's does not answer.</summary>
    public ProviderTestBench((int Port, ProviderSecurity Security)[] otherPorts, int port, params (string Key, string Value)[] settings)
    {
        (string Key, string Value)[] usual =
        [
            ("Name", "mail"), ("Host", Host), ("Port", $"{port}"), ("Security", "None"), ("AllowInsecure", "true"), ("FromDomains", "example.com"),
            ("ConnectTimeout", "00:00:00.800"), ("CommandTimeout", "00:00:05"),
        ];
        _settings = new SettingsFixture(
            [.. usual.Where(u => !settings.Any(s => s.Key == u.Key)).Concat(settings).Select(s => ($"0:{s.Key}", s.Value))]);
        Credentials = new ProviderCredentials(
            this, new AccessTokens(_http, TimeProvider.System, NullLogger<AccessTokens>.Instance), TimeProvider.System, NullLogger<ProviderCredentials>.Instance);
        var connection = new ConnectionTest(Resolve, otherPorts, TimeProvider.System, NullLogger<ConnectionTest>.Instance);
        Health = NewHealth();
        Suppressions = new SuppressionList(new SuppressionStore(_tables), TimeProvider.System, NullLogger<SuppressionList>.Instance);
        Test = new ProviderTest(
            _settings.Catalogue, Credentials, connection, new TestAddresses(Options.Create(new TestAddressOptions { Domain = "test.example" })),
            new FailureClassifier(TimeProvider.System), Health, new ProviderQuotas(NewTable(), TimeProvider.System, NullLogger<ProviderQuotas>.Instance), Suppressions, _signing.Signer,
            NewTable(), TimeProvider.System, NullLogger<ProviderTest>.Instance);
        SelfTest = new ProviderSelfTest(_settings.Catalogue, Test, SelfTestLog);
    }

    /// <summary>With a login, over plain text as only this machine may.</summary>
    public static (string Key, string Value)[] Login => [("Username", "user@example.com"), ("Secret", "mail-password")];

    public ProviderTest Test { get; }

    public ProviderCredentials Credentials { get; }

    public ProviderSelfTest SelfTest { get; }

    public ListLogger<ProviderSelfTest> SelfTestLog { get; } = new();

    public ProviderHealth Health { get; }

    public SuppressionList Suppressions { get; }

    public SigningBench Signing => _signing;

    public ProviderCatalogue Catalogue => _settings.Catalogue;

    /// <summary>The secrets in turn; the last one stays. None is a secret that is missing.</summary>
    public Queue<string> Secrets { get; } = new([Password]);

    public async Task<ProviderTestReport> RunAsync(string body = "{}", string? provider = "mail") => (await AskAsync(body, provider)).Report!;

    public Task<ProviderTestResult> AskAsync(string body, string? provider = "mail") =>
        Test.RunAsync("default", ProviderTestReader.Read(System.Text.Encoding.UTF8.GetBytes(body), provider).Request!, TestContext.Current.CancellationToken);

    public Task<string> ReadAsync(string name, CancellationToken cancellationToken) => Secrets.Count switch
    {
        0 => throw new CredentialException($"The secret '{name}' is not set."),
        1 => Task.FromResult(Secrets.Peek()),
        _ => Task.FromResult(Secrets.Dequeue()),
    };

    public void Dispose()
    {
        _settings.Dispose();
        _http.Dispose();
        _signing.Dispose();
    }

    /// <summary>The breakers as a further instance sees them.</summary>
    public ProviderHealth NewHealth() => new(NewTable(), TimeProvider.System, NullLogger<ProviderHealth>.Instance);

    /// <summary>What operators see of the provider.</summary>
    public async Task<ProviderSnapshot> ReadAsync(CancellationToken cancellationToken)
    {
        var mail = _settings.Catalogue.All[0];
        return Assert.Single(await new ProviderSnapshots(NewTable(), TimeProvider.System).ReadAsync([("mail", new ProviderLimits(mail.PerSecond, mail.PerHour, mail.PerDay))], cancellationToken));
    }

    private ProviderStateTable NewTable() => new(_tables, TimeProvider.System);

    public static Task<IPAddress[]> Resolve(string host, CancellationToken cancellationToken) =>
        host == Host ? Task.FromResult<IPAddress[]>([IPAddress.Loopback]) : throw new SocketException((int)SocketError.HostNotFound);
}
