using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.EndToEnd.Samples;
using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.Domains;

/// <summary>A host that signs, a DNS server for the records of its domains, and another implementation of DKIM that verifies what arrives.</summary>
internal sealed class SignedDomain : IAsyncDisposable
{
    public const string Stranger = "ed_test_not_a_secret_stranger_0123456789";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private SignedDomain(SandboxServer provider, LoopbackDns dns, EmailHost host, DirectoryInfo keys) => (Provider, Dns, Host, Keys) = (provider, dns, host, keys);

    public SandboxServer Provider { get; }

    public LoopbackDns Dns { get; }

    public EmailHost Host { get; }

    public DirectoryInfo Keys { get; }

    /// <summary>All that the API has answered.</summary>
    public StringBuilder Answers { get; } = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<SignedDomain> StartAsync(string storage)
    {
        await NodePackages.InstalledAsync();
        var keys = Directory.CreateTempSubdirectory("dkim-");
        var dns = new LoopbackDns([]);
        var provider = await SandboxServer.StartAsync(new SandboxServerOptions { Inbox = new SandboxInbox(maxMessages: 10_000) }, Cancellation);
        var more = new Dictionary<string, string>
        {
            ["Domains__Resolver"] = dns.Address,
            ["Domains__KeyFolder"] = keys.FullName,
            ["Access__Keys__1__Key"] = Stranger,
            ["Access__Keys__1__Tenant"] = "stranger",
        };
        return new SignedDomain(provider, dns, await EmailHost.StartAsync(new EmailHostSettings(storage, [new HostedProvider("mail", provider.Host, provider.Port)], More: more), Cancellation), keys);
    }

    /// <summary>Calls the API of domains; the answer has to be a domain.</summary>
    public async Task<JsonElement> CallAsync(HttpMethod method, string path, string? json = null, string? key = null)
    {
        using var client = Host.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key ?? Host.ApiKey);
        using var request = new HttpRequestMessage(method, path) { Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json") };
        using var answer = await client.SendAsync(request, Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        Answers.Append(text);
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Publishes the DKIM records that a domain shows, beside what is published already, and has them checked.</summary>
    public async Task<JsonElement> PublishAsync(JsonElement domain, string? key = null)
    {
        var records = domain.GetProperty("records").EnumerateArray().Where(record => record.GetProperty("record").GetString() == "DKIM" && record.GetProperty("value").GetString() is not null)
            .Select(record => new DnsRecord(record.GetProperty("host").GetString()!, DnsWire.Txt, record.GetProperty("value").GetString()!) { TimeToLive = 1 });
        Dns.Replace(Dns.Records.UnionBy(records, record => record.Name));

        // That a record is missing is cached for seconds.
        return await VerifyUntilAsync(domain, states => states.All(state => state is "signing" or "replaced"), key);
    }

    public Task<JsonElement> VerifyAsync(JsonElement domain, string? key = null) => CallAsync(HttpMethod.Post, $"domains/{domain.GetProperty("id").GetString()}/verify", key: key);

    /// <summary>Has a domain checked until its keys have these states.</summary>
    public async Task<JsonElement> VerifyUntilAsync(JsonElement domain, Func<IEnumerable<string?>, bool> isSo, string? key = null)
    {
        var found = await Eventually.GetAsync(() => VerifyAsync(domain, key), answer => isSo(StatesOf(answer)), Cancellation);
        Assert.True(isSo(StatesOf(found)), found.ToString());
        return found;
    }

    public static IEnumerable<string> SelectorsOf(JsonElement domain) => domain.GetProperty("dkim_keys").EnumerateArray().Select(key => key.GetProperty("selector").GetString()!);

    public static IEnumerable<string?> StatesOf(JsonElement domain) => domain.GetProperty("dkim_keys").EnumerateArray().Select(key => key.GetProperty("status").GetString());

    /// <summary>Sends an email, which is one of a few words unless it is given.</summary>
    public async Task SendAsync(string from, string? request = null, string? key = null)
    {
        var email = JsonNode.Parse(request ?? """{"to":"to@example.com","subject":"s","text":"t"}""")!;
        email["from"] = from;
        await CallAsync(HttpMethod.Post, "emails", email.ToJsonString(), key);
    }

    /// <summary>The messages that have arrived, oldest first, when there are so many.</summary>
    public async Task<IReadOnlyList<byte[]>> ReceivedAsync(int count) =>
        [.. (await Provider.Inbox.WaitForCountAsync(count, TimeSpan.FromMinutes(5), Cancellation)).Select(email => email.Content.ToArray())];

    /// <summary>What the other implementation says of each signature of each message.</summary>
    public async Task<List<List<Signature>>> VerifyAsync(IEnumerable<byte[]> messages)
    {
        var start = new ProcessStartInfo("node", [Path.Combine(NodePackages.Folder, "Domains", "dkim.mjs"), Dns.Address]);
        return JsonSerializer.Deserialize<List<List<Signature>>>(await ExternalProgram.RunAsync(start, JsonSerializer.SerializeToUtf8Bytes(messages.Select(Convert.ToBase64String)), Cancellation), Json)!;
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Provider.DisposeAsync();
        await Dns.DisposeAsync();
        Keys.Delete(recursive: true);
    }

    internal sealed record Signature(string Domain, string Selector, string Algorithm, string Result, string? Comment);
}
