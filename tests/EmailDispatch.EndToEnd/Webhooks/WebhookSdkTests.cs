using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.EndToEnd.Samples;
using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.Webhooks;

/// <summary>The official Resend SDK for Node manages a webhook of a running host and verifies what it posts.</summary>
/// <remarks>The storage is this class's own: hosts that share a queue take each other's emails.</remarks>
public sealed class WebhookSdkTests(Azurite azurite, ITestOutputHelper output) : IClassFixture<Azurite>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Official_sdk_manages_webhooks_and_verifies_what_arrives()
    {
        await NodePackages.InstalledAsync();
        await using var provider = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        await using var host = await EmailHost.StartAsync(
            new EmailHostSettings(
                azurite.ConnectionString, [new HostedProvider("sandbox", provider.Host, provider.Port)], More: new Dictionary<string, string> { ["Webhooks__AllowPrivateAddresses"] = "true" }),
            Cancellation);
        var start = new ProcessStartInfo("node", [Path.Combine(NodePackages.Folder, "Webhooks", "webhooks.mjs")])
        {
            Environment = { ["RESEND_BASE_URL"] = host.BaseUrl.ToString().TrimEnd('/'), ["RESEND_API_KEY"] = host.ApiKey },
        };

        var answers = JsonDocument.Parse(await ExternalProgram.RunAsync(start, [], Cancellation)).RootElement;

        Assert.All(
            ["created", "got", "list", "events", "nextEvents", "event", "attempts", "replayed", "rotated", "bounced", "updated", "disabled", "removed"],
            name => Assert.True(answers.GetProperty(name).GetProperty("error").ValueKind == JsonValueKind.Null, $"{name}: {answers.GetProperty(name)}"));
        var verified = answers.GetProperty("verified").EnumerateArray().ToList();
        Assert.Equal(Strings(answers.GetProperty("sent")), verified.Select(e => Text(e.GetProperty("data"), "email_id")));
        Assert.All(verified, (told, n) => Assert.Equal(("email.sent", n + 1L), (Text(told, "type"), told.GetProperty("sequence").GetInt64())));
        Assert.Equal(verified.Count, answers.GetProperty("verifiedOther").GetInt32());
        Assert.True(answers.GetProperty("forged").GetBoolean());
        Assert.True(answers.GetProperty("sameSecret").GetBoolean());
        Assert.StartsWith("endpoint must be a URL", Text(answers.GetProperty("refused").GetProperty("error"), "message"), StringComparison.Ordinal);
        Assert.Equal((5, 5, true), (Data(answers, "events").GetProperty("data").GetArrayLength(), Data(answers, "nextEvents").GetProperty("data").GetArrayLength(), Data(answers, "events").GetProperty("has_more").GetBoolean()));
        Assert.Equal("success", Text(Data(answers, "event"), "status"));
        Assert.Equal(20, Data(answers, "event").GetProperty("payload").GetProperty("sequence").GetInt64());
        var attempt = Assert.Single(Data(answers, "attempts").GetProperty("data").EnumerateArray());
        Assert.Equal((200, "noted"), (attempt.GetProperty("http_status_code").GetInt32(), Text(attempt, "response")));
        Assert.Equal(Text(Data(answers, "event"), "id"), answers.GetProperty("replayedId").GetString());
        Assert.All(answers.GetProperty("afterRotation").EnumerateArray(), told => Assert.Equal("email.bounced", Text(told, "type")));
        Assert.Equal("disabled", Text(Data(answers, "disabled"), "status"));
        Assert.Equal("not_found", Text(answers.GetProperty("gone").GetProperty("error"), "name"));

        // No assertion: a loaded machine would break it.
        var latencies = answers.GetProperty("latencies").EnumerateArray().Select(l => l.GetDouble()).ToList();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"From the transition to the first try, ms: p50 {latencies[latencies.Count / 2]:0}, p95 {latencies[latencies.Count * 95 / 100]:0}, most {latencies[^1]:0}"));
    }

    private static JsonElement Data(JsonElement answers, string name) => answers.GetProperty(name).GetProperty("data");

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private static IEnumerable<string> Strings(JsonElement array) => array.EnumerateArray().Select(item => item.GetString()!);
}
