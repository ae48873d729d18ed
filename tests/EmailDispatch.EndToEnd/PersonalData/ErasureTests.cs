using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure.Storage.Queues;
using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.EndToEnd.Webhooks;
using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.PersonalData;

/// <summary>An address that got emails of every kind is handed out and erased; then everything that is stored is searched for it.</summary>
public sealed class ErasureTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const string Address = "Ann.Gone@people.example.com";
    private const string OtherKey = "ed_test_not_a_secret_of_another_tenant_0123456789abc";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Erased_address_is_nowhere_and_the_figures_stay()
    {
        await using var provider = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        await using var receiver = await WebhookReceiver.StartAsync(Cancellation);
        await using var host = await StartAsync(provider);
        using var client = new EmailClient(host);
        using var other = new EmailClient(host, OtherKey);
        using var http = host.CreateClient();
        await SendAsync(http, HttpMethod.Post, "webhooks", new { endpoint = receiver.Url, events = (string[])["email.sent", "email.bounced", "email.failed", "email.scheduled"] });
        await new QueueClient(azurite.ConnectionString, "email-submissions-poison").SendMessageAsync($"to: {Address}", Cancellation);
        var elsewhere = await other.SendAsync(To(Address), Cancellation);
        var sent = await client.SendAsync(To(Address.ToLowerInvariant()), Cancellation);
        var copies = await client.SendAsync(Email("""["bob@example.com"]""", $"""  "cc": "Ann <{Address.ToUpperInvariant()}>", "bcc": "{Address}",  """), Cancellation);
        var about = await client.SendAsync(Email("""["bob@example.com"]""", subject: $"{Address} has signed up"), Cancellation);
        var from = await client.SendAsync(Email("""["bob@example.com"]""", $"""  "reply_to": "{Address}",  """), Cancellation);
        var alone = await client.SendAsync(Email($"""["{Address}"]""", """  "scheduled_at": "in 3 days",  """), Cancellation);
        var together = await client.SendAsync(Email($"""["bob@example.com", "{Address}"]""", """  "scheduled_at": "in 3 days",  """), Cancellation);
        await SendAsync(http, HttpMethod.Post, "emails/batch", JsonSerializer.Deserialize<JsonElement>($"[{To(Address)},{To("bob@example.com")}]"));
        await DropAsync(To(Address).Insert(1, $"\"idempotency_key\":\"{Address}\","), To(Address).Replace("\"subject\"", $"\"{Address}\"", StringComparison.Ordinal));
        foreach (var id in (string[])[sent, copies, about, from])
            await client.WaitForAsync(id, "sent", Cancellation);
        await Eventually.GetAsync(() => client.GetAsync("emails?status=rejected", Cancellation), list => list.Body.GetProperty("data").GetArrayLength() == 1, Cancellation);
        await Eventually.GetAsync(() => client.GetAsync("emails?status=sent", Cancellation), list => list.Body.GetProperty("data").GetArrayLength() == 7, Cancellation);
        using (provider.On(SandboxPhase.Dot, _ => $"554 5.7.1 Spam for {Address}"))
            await client.WaitForAsync(await client.SendAsync(To(Address), Cancellation), "failed", Cancellation);
        using (provider.On(SandboxPhase.Rcpt, _ => $"550 5.1.1 No such user {Address}"))
            await client.WaitForAsync(await client.SendAsync(To(Address), Cancellation), "bounced", Cancellation);
        await client.WaitForAsync(await client.SendAsync(To(Address), Cancellation), "suppressed", Cancellation);
        await receiver.WaitForAsync(8, Cancellation);

        var (_, stranger) = await other.GetAsync($"recipients/{Uri.EscapeDataString(Address)}", Cancellation);
        var exported = await ExportAsync(client);
        var before = await UsageAsync(client);
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Address)));
        Assert.Contains(await StoredText.DumpAsync(azurite.ConnectionString, Cancellation), text => text.Contains(key, StringComparison.Ordinal));
        var first = await SendAsync(http, HttpMethod.Delete, $"recipients/{Uri.EscapeDataString(Address)}?keep_suppression=true");
        await SendAsync(http, HttpMethod.Patch, $"emails/{together}", new { scheduled_at = TimeProvider.System.GetUtcNow().AddSeconds(1) });
        var last = await Eventually.GetAsync(
            () => SendAsync(http, HttpMethod.Delete, $"recipients/{Uri.EscapeDataString(Address)}?keep_suppression=true"), answer => answer.Status == HttpStatusCode.OK, Cancellation);

        Assert.Equal(1, stranger.GetProperty("emails").GetArrayLength());
        Assert.Equal((11, true), (exported.Emails, exported.HasSuppression));
        Assert.InRange(exported.Events, 8, int.MaxValue);
        Assert.Equal((HttpStatusCode.Accepted, false), (first.Status, first.Body.GetProperty("complete").GetBoolean()));
        Assert.True(last.Status == HttpStatusCode.OK, $"{last.Body} {host.Output}");
        Assert.Equal(before, await UsageAsync(client));
        Assert.DoesNotContain("erased", (await client.GetAsync("usage?by=domain", Cancellation)).Body.ToString(), StringComparison.Ordinal);
        var erasedAs = last.Body.GetProperty("erased_as").GetString()!;
        var together2 = await client.EmailAsync(together, Cancellation);
        Assert.Equal(["sent", "suppressed"], together2.GetProperty("recipients").EnumerateArray().Select(r => r.GetProperty("status").GetString()));
        Assert.Equal((erasedAs, ""), ((await client.EmailAsync(sent, Cancellation)).GetProperty("to")[0].GetString(), (await client.EmailAsync(sent, Cancellation)).GetProperty("subject").GetString()));
        Assert.Equal("canceled", (await client.EmailAsync(alone, Cancellation)).GetProperty("status").GetString());
        Assert.Equal($"{erasedAs} has signed up", (await client.EmailAsync(about, Cancellation)).GetProperty("subject").GetString());

        // The other tenant keeps its own.
        Assert.Equal(Address, (await other.EmailAsync(elsewhere, Cancellation)).GetProperty("to")[0].GetString());
        await SendAsync(other: OtherKey, host, HttpMethod.Delete, $"recipients/{Uri.EscapeDataString(Address)}");
        await Eventually.GetAsync(() => SendAsync(other: OtherKey, host, HttpMethod.Delete, $"recipients/{Uri.EscapeDataString(Address)}"), answer => answer.Status == HttpStatusCode.OK, Cancellation);
        var stored = await StoredText.DumpAsync(azurite.ConnectionString, Cancellation);
        Assert.All(StoredText.FormsOf(Address), form => Assert.DoesNotContain([.. stored, host.Output], text => text.Contains(form, StringComparison.OrdinalIgnoreCase)));
        Assert.DoesNotContain(stored, text => text.Contains(key, StringComparison.Ordinal));
        Assert.Contains(stored, text => text.Contains(erasedAs, StringComparison.Ordinal));

        // On the list still, as a hash, and in the tables until the next request.
        await client.WaitForAsync(await client.SendAsync(To(Address), Cancellation), "suppressed", Cancellation);
    }

    private Task<EmailHost> StartAsync(SandboxServer provider) => EmailHost.StartAsync(
        new EmailHostSettings(azurite.ConnectionString, [new HostedProvider("primary", "127.0.0.1", provider.Port)], More: new Dictionary<string, string>
        {
            ["Access__Keys__1__Key"] = OtherKey,
            ["Access__Keys__1__Tenant"] = "other",
            ["Retention__SentPayloadDays"] = "5",
            ["Webhooks__AllowPrivateAddresses"] = "true",
            ["LocalHost__Timers__AggregateUsage"] = "* * * * * *",
        }),
        Cancellation);

    private async Task DropAsync(params string[] drops)
    {
        var queue = new QueueClient(azurite.ConnectionString, "email-submissions");
        foreach (var drop in drops)
            await queue.SendMessageAsync(Convert.ToBase64String(Encoding.UTF8.GetBytes(drop)), Cancellation);
    }

    /// <summary>Follows the pages, three entries each.</summary>
    private static async Task<(int Emails, int Events, bool HasSuppression)> ExportAsync(EmailClient client)
    {
        var (ids, events, after) = (new HashSet<string>(), new HashSet<string>(), "");
        while (true)
        {
            var (status, page) = await client.GetAsync($"recipients/{Uri.EscapeDataString(Address)}?limit=3{after}", Cancellation);
            Assert.True(status == HttpStatusCode.OK, page.ToString());
            ids.UnionWith(page.GetProperty("emails").EnumerateArray().Select(email => email.GetProperty("id").GetString()!));
            events.UnionWith(page.GetProperty("events").EnumerateArray().Select(told => told.GetProperty("id").GetString()!));
            if (!page.GetProperty("has_more").GetBoolean())
                return (ids.Count, events.Count, page.GetProperty("suppression").ValueKind == JsonValueKind.Object);
            after = $"&after={page.GetProperty("next").GetString()}";
        }
    }

    /// <summary>The figures as they are now, without when they were counted.</summary>
    private static async Task<string> UsageAsync(EmailClient client)
    {
        var (all, now) = (new StringBuilder(), TimeProvider.System.GetUtcNow());
        foreach (var by in (string[])["tag", "category", "provider,tag"])
        {
            var report = await Eventually.GetAsync(
                () => client.GetAsync($"usage?by={by}", Cancellation), usage => usage.Body.GetProperty("as_of").GetDateTimeOffset() > now, Cancellation);
            foreach (var line in report.Body.GetProperty("data").EnumerateArray())
                all.AppendJoin(' ', line.EnumerateObject().Where(member => member.Name != "as_of")).AppendLine();
        }

        return all.ToString();
    }

    private static string To(string address) => Email($"\"{address}\"");

    private static string Email(string to, string more = "", string subject = "Dear Ann") => $$"""{"from":"news@example.org",{{(more.Contains("scheduled", StringComparison.Ordinal) ? more : more + "\"tags\":[{\"name\":\"kind\",\"value\":\"now\"}],")}}"to":{{to}},"subject":"{{subject}}","text":"{{((to + more).Contains(Address, StringComparison.OrdinalIgnoreCase) ? Address : "Hello")}}"}""";

    private static async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(string other, EmailHost host, HttpMethod method, string path)
    {
        using var client = host.CreateClient(other);
        return await SendAsync(client, method, path);
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(HttpClient client, HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json") };
        using var answer = await client.SendAsync(request, Cancellation);
        return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).RootElement);
    }
}
