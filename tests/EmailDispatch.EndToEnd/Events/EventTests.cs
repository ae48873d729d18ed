using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.Events;

/// <summary>From the email that goes out with its reference to the event that comes back with it, over HTTP and the queue.</summary>
public sealed class EventTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const string Password = "not-a-secret-of-events";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_of_a_provider_change_what_is_told_of_the_email()
    {
        await using var provider = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        await using var host = await StartAsync(provider);
        using var client = new EmailClient(host);
        using var http = host.CreateClient();
        http.DefaultRequestHeaders.Authorization = null;
        var id = await client.SendAsync("""{"from":"A <a@example.com>","to":["gone@example.com","here@example.org"],"subject":"Hello","text":"Hello"}""", Cancellation);
        await client.WaitForAsync(id, "sent", Cancellation);
        var sent = await provider.Inbox.WaitForAsync(email => email.ContentText.Contains(id, StringComparison.Ordinal), TimeSpan.FromMinutes(1), Cancellation);
        var reference = sent.ContentText.Split('\n').Single(line => line.StartsWith("X-PM-Metadata-email-dispatch: ", StringComparison.Ordinal)).Split(": ")[1].Trim();

        var forged = await PostAsync(http, "postmark", "wrong", Bounce(reference));
        var unknown = await PostAsync(http, "nobody", Password, Bounce(reference));
        for (var n = 0; n < 3; n++)
        {
            Assert.Equal(HttpStatusCode.OK, (await PostAsync(http, "postmark", Password, Bounce(reference))).Status);
            Assert.Equal(HttpStatusCode.OK, (await PostAsync(http, "postmark", Password, Delivery(reference, "here@example.org"))).Status);
        }

        using var probe = await http.SendAsync(new HttpRequestMessage(HttpMethod.Head, "events/nobody"), Cancellation);
        var email = await Eventually.GetAsync(
            () => client.EmailAsync(id, Cancellation), e => Statuses(e).SequenceEqual(["bounced", "delivered"]), Cancellation);
        var (_, list) = await client.GetAsync("suppressions", Cancellation);
        var usage = await Eventually.GetAsync(
            async () => (await client.GetAsync("usage?by=domain", Cancellation)).Body, u => Figure(u, "example.com", "bounced_late") == 1, Cancellation);

        // Nothing tells what is wrong with it, nor which providers there are.
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (forged.Status, unknown.Status));
        Assert.Equal(forged.Body.GetProperty("message").GetString(), unknown.Body.GetProperty("message").GetString());
        Assert.Equal(HttpStatusCode.OK, probe.StatusCode);
        Assert.Equal(["bounced", "delivered"], Statuses(email));
        Assert.Equal(("sent", "bounced"), (email.GetProperty("status").GetString(), email.GetProperty("last_event").GetString()));
        Assert.Equal("recipient_unknown", email.GetProperty("recipients")[0].GetProperty("report").GetProperty("category").GetString());
        Assert.Equal("gone@example.com", Assert.Single(list.GetProperty("data").EnumerateArray()).GetProperty("address").GetString());
        Assert.Equal((0, 1, 1), (Figure(usage, "example.com", "delivered"), Figure(usage, "example.org", "delivered"), Figure(usage, "example.org", "sent")));
    }

    [Fact]
    public async Task Unknown_email_that_is_reported_as_delivered_cannot_be_sent_again()
    {
        await using var provider = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        await using var host = await StartAsync(provider);
        using var client = new EmailClient(host);
        using var http = host.CreateClient();
        var id = await client.SendAsync("""{"from":"a@example.com","to":"drop-after-dot@example.net","subject":"s","text":"t","delivery":"at_most_once"}""", Cancellation);
        await client.WaitForAsync(id, "unknown", Cancellation);

        Assert.Equal(HttpStatusCode.OK, (await PostAsync(http, "postmark", Password, Delivery($"{id}_default", "drop-after-dot@example.net"))).Status);
        await Eventually.GetAsync(() => client.EmailAsync(id, Cancellation), e => Statuses(e).SequenceEqual(["delivered"]), Cancellation);
        using var retried = await http.PostAsync(new Uri($"emails/{id}/retry", UriKind.Relative), content: null, Cancellation);

        Assert.Equal(HttpStatusCode.Conflict, retried.StatusCode);
    }

    private Task<EmailHost> StartAsync(SandboxServer provider)
    {
        var more = new Dictionary<string, string>
        {
            ["Providers__0__Preset"] = "Postmark",
            ["Providers__0__Secret"] = "token",
            ["Providers__0__Auth"] = "None",
            ["Providers__0__EventsSecret"] = "events",
            ["Secrets__token"] = "x",
            ["Secrets__events"] = Password,
            ["LocalHost__Timers__AggregateUsage"] = "*/2 * * * * *",
        };
        return EmailHost.StartAsync(new EmailHostSettings(azurite.ConnectionString, [new("postmark", provider.Host, provider.Port)], More: more), Cancellation);
    }

    private static string Bounce(string reference) =>
        $$"""{"RecordType":"Bounce","ID":42,"Type":"HardBounce","Details":"smtp;550 5.1.1 The email account that you tried to reach does not exist","Email":"gone@example.com","BouncedAt":"2026-03-10T12:00:00Z","Metadata":{"email-dispatch":"{{reference}}"} }""";

    private static string Delivery(string reference, string to) =>
        $$"""{"RecordType":"Delivery","Recipient":"{{to}}","DeliveredAt":"2026-03-10T12:00:00Z","Metadata":{"email-dispatch":"{{reference}}"} }""";

    private static async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(HttpClient http, string provider, string password, string json)
    {
        // As Amazon SNS declares its JSON: the content type is no reason to refuse a provider.
        using var request = new HttpRequestMessage(HttpMethod.Post, $"events/{provider}") { Content = new StringContent(json, Encoding.UTF8, "text/plain") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"hook:{password}")));
        using var response = await http.SendAsync(request, Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        return (response.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone());
    }

    private static IEnumerable<string?> Statuses(JsonElement email) => email.GetProperty("recipients").EnumerateArray().Select(r => r.GetProperty("status").GetString());

    private static long? Figure(JsonElement usage, string value, string figure) => usage.TryGetProperty("values", out var values)
        ? values.EnumerateArray().Where(v => v.GetProperty("value").GetString() == value).Select(v => (long?)v.GetProperty(figure).GetInt64()).FirstOrDefault()
        : null;
}
