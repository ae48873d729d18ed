using System.Net;
using EmailDispatch.Emails;
using EmailDispatch.Providers;
using EmailDispatch.Providers.Credentials;
using EmailDispatch.Sandbox;
using EmailDispatch.Smtp;
using EmailDispatch.Tests.Domains.Signing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace EmailDispatch.Tests.Smtp;

/// <summary>
/// A sender and the server it sends to, over a real socket. At the end it says goodbye, and the server must have no connection left.
/// </summary>
internal sealed class Sending : IAsyncDisposable
{
    private bool _ended;

    private Sending(SandboxServer server, TimeProvider time, Func<string, CancellationToken, Task<IPAddress[]>>? resolve)
    {
        Server = server;
        Pools = new ConnectionPools(resolve ?? Dns.GetHostAddressesAsync, time, Log.Factory.CreateLogger<ConnectionPools>());
        Credentials = new ProviderCredentials(
            Secrets, new AccessTokens(Http, time, Log.Factory.CreateLogger<AccessTokens>()), time, Log.Factory.CreateLogger<ProviderCredentials>());
        Sender = new SmtpSender(Credentials, Pools, Signatures.Signer);
        Provider = new ProviderOptions
        {
            Name = "sandbox",
            Host = server.Host,
            Port = server.Port,
            TlsVerify = false,
            Security = server.Options.Security switch
            {
                SmtpSecurity.StartTls => ProviderSecurity.StartTls,
                SmtpSecurity.ImplicitTls => ProviderSecurity.SslOnConnect,
                _ => ProviderSecurity.None,
            },
        };
    }

    public SandboxServer Server { get; }

    public ConnectionPools Pools { get; }

    public ProviderOptions Provider { get; }

    public SmtpSender Sender { get; }

    public ProviderCredentials Credentials { get; }

    /// <summary>Until when what is sent may be completed.</summary>
    public SendLimit Limit { get; set; } = SendLimit.None;

    public SecretsInMemory Secrets { get; } = new();

    /// <summary>The domains that are signed for; none at first.</summary>
    public SigningBench Signatures { get; } = new();

    /// <summary>What is sent; its recipients are those of the call.</summary>
    public Email Email { get; set; } = new() { From = new EmailAddress("from@example.test"), To = [], Subject = "Hi" };

    public RecordedLog Log { get; } = new();

    public HttpClient Http { get; } = new();

    /// <summary>The clock of the sender, which stands until it is moved.</summary>
    public FakeTimeProvider Time { get; private init; } = new(DateTimeOffset.UnixEpoch.AddYears(50));

    public IEnumerable<string> Commands(int session) => Server.Sessions[session - 1].Exchanges.Select(e => e.Command.Split(' ')[0]);

    public static async Task<Sending> StartAsync(
        SandboxServerOptions? options = null, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null, bool realTime = false)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(50));
        var server = await SandboxServer.StartAsync(options, TestContext.Current.CancellationToken);
        return new Sending(server, realTime ? TimeProvider.System : time, resolve) { Time = time };
    }

    public Task<SendResult> SendAsync(params string[] recipients) => SendAsync("Hi", recipients, TestContext.Current.CancellationToken);

    public Task<SendResult> SendAsync(string text, string[] recipients, CancellationToken cancellationToken) =>
        SendAsync(Sender, text, recipients, cancellationToken);

    public Task<SendResult> SendAsync(SmtpSender sender) => SendAsync(sender, "Hi", [], TestContext.Current.CancellationToken);

    /// <summary>Logs in as <c>user</c> with what the secret <c>smtp</c> holds.</summary>
    public void LogInWith(string password)
    {
        (Provider.Username, Provider.Secret) = ("user", "smtp");
        Secrets.Values["smtp"] = password;
    }

    /// <summary>Closes what idles, and waits for the server to have seen it.</summary>
    public async Task EndAsync()
    {
        _ended = true;
        await Pools.DisposeAsync();
        await Server.WaitUntilAsync(s => s.OpenConnections == 0);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_ended)
            await EndAsync();
        Assert.Empty(Server.Failures);
        await Server.DisposeAsync();
        Http.Dispose();
        Log.Factory.Dispose();
        Signatures.Dispose();
    }

    private Task<SendResult> SendAsync(SmtpSender sender, string text, string[] recipients, CancellationToken cancellationToken)
    {
        var to = (recipients.Length == 0 ? ["to@x.test"] : recipients).Select(r => new EmailAddress(r)).ToList();
        var email = Email with { To = to, Text = text };
        return sender.SendAsync(Provider, new EmailReference(EmailId.New(TimeProvider.System), SigningBench.Tenant), email, to, Limit, cancellationToken);
    }
}
