using System.Text.Json;
using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.BlackHoles;

/// <summary>
/// A silent primary, in both possible ways. It costs the first email the time until the session of the next provider is opened and the following ones nothing, and once it is back it is used
/// again within the breaker's time.
/// </summary>
public sealed class BlackHoleTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const int Following = 20;

    // Added to the breaker's 15 s: the time until an email arrives and has been sent.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(5);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Tests both at once, each with its own stream, because most of the time is spent waiting for the breakers.</summary>
    [Fact]
    public async Task Silent_primary_costs_the_first_email_a_moment_and_is_used_again_when_it_is_back()
    {
        await using var mute = await SandboxServer.StartAsync(new SandboxServerOptions { Behaviour = SandboxBehaviour.Silent }, Cancellation);
        using var unreachable = await FullBacklog.StartAsync(Cancellation);
        await using var backup = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        await using var host = await StartHostAsync(mute, unreachable, backup);
        using var client = new EmailClient(host);

        await Task.WhenAll(FallIntoAsync(client, "mute", "transactional"), FallIntoAsync(client, "unreachable", "marketing"));
        Assert.Equal(1, mute.OpenedConnections);

        mute.Behaviour = SandboxBehaviour.Accept;
        var port = unreachable.Port;
        unreachable.Dispose();
        await using var reachable = await SandboxServer.StartAsync(new SandboxServerOptions { Port = port }, Cancellation);
        await Task.WhenAll(UseAgainAsync(client, "mute", "transactional"), UseAgainAsync(client, "unreachable", "marketing"));
        Assert.True(mute.Inbox.Count > 0 && reachable.Inbox.Count > 0);
    }

    private Task<EmailHost> StartHostAsync(SandboxServer mute, FullBacklog unreachable, SandboxServer backup) => EmailHost.StartAsync(
        new EmailHostSettings(
            azurite.ConnectionString,
            [
                new HostedProvider("mute", mute.Host, mute.Port, Priority: 1),
                new HostedProvider("unreachable", "127.0.0.1", unreachable.Port, Priority: 1),
                new HostedProvider("backup", backup.Host, backup.Port, Priority: 2),
            ],
            More: new Dictionary<string, string> { ["Providers__0__Streams__0"] = "transactional", ["Providers__1__Streams__0"] = "marketing" }),
        Cancellation);

    private static async Task FallIntoAsync(EmailClient client, string primary, string stream)
    {
        var first = await SendAsync(client, stream);
        var following = await Task.WhenAll(Enumerable.Range(0, Following).Select(_ => SendAsync(client, stream)));

        Assert.All(following.Prepend(first), email => Assert.Equal(["backup"], email.GetProperty("attempts").EnumerateArray().Select(ProviderOf)));
        Assert.Equal([$"{primary} slow"], first.GetProperty("skipped").EnumerateArray().Select(s => $"{ProviderOf(s)} {s.GetProperty("reason").GetString()}"));
        await Eventually.GetAsync(() => BreakerAsync(client, primary), breaker => StateOf(breaker) == "open", Cancellation);
    }

    private static async Task UseAgainAsync(EmailClient client, string primary, string stream)
    {
        var breaker = await BreakerAsync(client, primary);
        Assert.Equal("open", StateOf(breaker));
        var until = breaker.GetProperty("until").GetDateTimeOffset();

        var email = await Eventually.GetAsync(() => SendAsync(client, stream), e => e.GetProperty("provider").GetString() == primary, Cancellation);

        Assert.Equal([primary], email.GetProperty("attempts").EnumerateArray().Select(ProviderOf));
        Assert.InRange(email.GetProperty("sent_at").GetDateTimeOffset(), until, until + Slack);
    }

    private static async Task<JsonElement> SendAsync(EmailClient client, string stream)
    {
        var id = await client.SendAsync($$"""{"from":"a@example.com","to":"b@example.com","subject":"s","text":"t","stream":"{{stream}}"}""", Cancellation);
        return await client.WaitForAsync(id, "sent", Cancellation);
    }

    private static async Task<JsonElement> BreakerAsync(EmailClient client, string provider)
    {
        var (_, list) = await client.GetAsync("providers", Cancellation);
        return list.GetProperty("data").EnumerateArray().Single(p => p.GetProperty("name").GetString() == provider).GetProperty("breaker");
    }

    private static string? StateOf(JsonElement breaker) => breaker.GetProperty("state").GetString();

    private static string? ProviderOf(JsonElement attempt) => attempt.GetProperty("provider").GetString();
}
