using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.Crashes;

/// <summary>
/// Emails go through two providers, one of them flapping, while the host is killed repeatedly. Every second email must be sent at most once.
/// </summary>
public sealed partial class SoakTests(Azurite azurite, ITestOutputHelper output) : IClassFixture<Azurite>
{
    // The most emails that one host processes at once: batchSize plus newBatchThreshold of host.json.
    private const int InWork = 32;

    private static readonly int Emails = TestSize.Of("SOAK_EMAILS", 600);
    private static readonly int Kills = TestSize.Of("SOAK_KILLS", 5);

    private static readonly string[] Terminal = ["sent", "unknown"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_lost_and_at_most_once_is_kept_while_the_host_is_killed()
    {
        await using var flapping = await StartProviderAsync();
        await using var steady = await StartProviderAsync();
        var accepted = new ConcurrentDictionary<string, bool>();

        for (var kill = 1; kill <= Kills; kill++)
        {
            await using var host = await StartHostAsync(flapping, steady);
            flapping.Behaviour = kill % 2 == 0 ? SandboxBehaviour.Refuse421 : SandboxBehaviour.Accept;

            // A count decides the moment, which differs from round to round.
            var until = kill * Emails / (Kills + 1);
            await PostAsync(host, accepted, until, onAccepted: count => flapping.Behaviour = count % 97 == 0 ? SandboxBehaviour.Closed : flapping.Behaviour);
            await host.KillAsync();
        }

        flapping.Behaviour = SandboxBehaviour.Accept;
        await using var last = await StartHostAsync(flapping, steady);
        await PostAsync(last, accepted, Emails, onAccepted: _ => { });
        var statuses = await DrainAsync(last, accepted.Keys);
        var copies = Count(flapping, steady);

        var duplicates = accepted.Count(email => copies.GetValueOrDefault(email.Key) > 1);
        var unknown = statuses.Values.Count(status => status == "unknown");
        var lost = statuses.Where(status => status.Value == "sent" && !copies.ContainsKey(status.Key)).Select(status => status.Key).ToList();
        output.WriteLine($"{accepted.Count} accepted, {Kills} kills: {duplicates} duplicates, {unknown} unknown, {lost.Count} lost");
        Assert.All(statuses, status => Assert.Contains(status.Value, Terminal));
        Assert.Empty(lost);
        Assert.All(accepted.Where(email => email.Value), email => Assert.True(copies.GetValueOrDefault(email.Key) <= 1, $"{email.Key} was sent twice."));
        Assert.All(accepted.Where(email => !email.Value), email => Assert.Equal("sent", statuses[email.Key]));
        Assert.InRange(duplicates, 0, Kills * InWork);
        Assert.InRange(unknown, 0, Kills * InWork);
    }

    private static Task<SandboxServer> StartProviderAsync() =>
        SandboxServer.StartAsync(new SandboxServerOptions { Inbox = new SandboxInbox(maxMessages: 3 * Emails) }, Cancellation);

    private Task<EmailHost> StartHostAsync(SandboxServer flapping, SandboxServer steady) => EmailHost.StartAsync(
        new EmailHostSettings(
            azurite.ConnectionString,
            [new HostedProvider("flapping", flapping.Host, flapping.Port, Priority: 1), new HostedProvider("steady", steady.Host, steady.Port, Priority: 2)],
            More: new Dictionary<string, string> { ["LocalHost__MessageLock"] = "00:00:05", ["Dispatch__Lease"] = "00:00:05" }),
        Cancellation);

    /// <summary>Posts from eight callers at once until this many emails are accepted in total.</summary>
    private static async Task PostAsync(EmailHost host, ConcurrentDictionary<string, bool> accepted, int until, Action<int> onAccepted)
    {
        using var client = new EmailClient(host);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async caller =>
        {
            for (var n = caller; accepted.Count < until; n++)
            {
                var atMostOnce = n % 2 == 0;
                var delivery = atMostOnce ? "at_most_once" : "at_least_once";
                var (status, body) = await client.PostAsync(
                    $$"""{"from":"a@example.com","to":"b@example.com","subject":"s","text":"t","delivery":"{{delivery}}"}""", Cancellation);
                Assert.Equal(HttpStatusCode.Accepted, status);
                accepted[body.GetProperty("id").GetString()!] = atMostOnce;
                onAccepted(accepted.Count);
            }
        }));
    }

    private static async Task<Dictionary<string, string>> DrainAsync(EmailHost host, IEnumerable<string> ids)
    {
        using var client = new EmailClient(host);
        var statuses = new Dictionary<string, string>();
        foreach (var id in ids)
        {
            var email = await Eventually.GetAsync(() => client.EmailAsync(id, Cancellation), e => Terminal.Contains(StatusOf(e)), Cancellation);
            statuses[id] = StatusOf(email);
        }

        return statuses;
    }

    private static string StatusOf(JsonElement email) => email.GetProperty("status").GetString()!;

    private static Dictionary<string, int> Count(params SandboxServer[] providers) => providers
        .SelectMany(provider => provider.Inbox.After())
        .Select(email => MessageId().Match(email.ContentText).Groups[1].Value)
        .GroupBy(id => id)
        .ToDictionary(group => group.Key, group => group.Count());

    [GeneratedRegex(@"Message-Id: <([0-9a-f-]{36})@", RegexOptions.IgnoreCase)]
    private static partial Regex MessageId();
}
