using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.Events;

/// <summary>From the email sent with its reference to the event that comes back with it, over HTTP and the queue.</summary>
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

        // The answer reveals neither what is wrong nor which providers exist.
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (forged.Status, unknown.Status));
        Assert.Equal(forged.Body.GetProperty("message").GetString(), unknown.Body.GetProperty("message").GetString());
        Assert.Equal(HttpStatusCode.OK, probe.StatusCode);
        Assert.Equal(["bounced", "delivered"], Statuses(email));
        Assert.Equal(("sent", "bounced"), (email.GetProperty("status").GetString(), email.GetProperty("last_event").GetString()));
        Assert.Equal("recipient_unknown", email.GetProperty("recipients")[0].GetProperty("report").GetProperty("category").GetString());

        // Other tests have recipients at example.net.
        Assert.Equal(["gone@example.com"], list.GetProperty("data").EnumerateArray().Select(entry => entry.GetProperty("address").GetString()).Where(address => !address!.EndsWith("@example.net", StringComparison.Ordinal)));
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

    [Fact]
    public async Task Email_whose_answer_was_lost_waits_for_an_event_and_is_not_sent_again()
    {
        await using var provider = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        await using var host = await StartAsync(provider);
        using var client = new EmailClient(host);
        using var http = host.CreateClient();
        var id = await client.SendAsync("""{"from":"a@example.com","to":"drop-after-dot@example.net","subject":"s","text":"t"}""", Cancellation);
        var deferred = await client.WaitForAsync(id, "deferred", Cancellation);
        var wait = deferred.GetProperty("next_attempt_at").GetDateTimeOffset() - deferred.GetProperty("attempts")[0].GetProperty("at").GetDateTimeOffset();

        Assert.Equal(HttpStatusCode.OK, (await PostAsync(http, "postmark", Password, Delivery($"{id}_default", "drop-after-dot@example.net"))).Status);
        var email = await Eventually.GetAsync(() => client.EmailAsync(id, Cancellation), e => Statuses(e).SequenceEqual(["delivered"]), Cancellation);

        Assert.InRange(wait, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(12));
        Assert.Equal("sent", email.GetProperty("status").GetString());
        Assert.Single(email.GetProperty("attempts").EnumerateArray());
    }

    [Fact]
    public async Task Email_goes_out_with_the_return_path_and_what_comes_back_to_it_finds_the_email()
    {
        await using var provider = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        await using var host = await StartAsync(provider, new() { ["Providers__0__ReturnPath"] = "bounces@example.test" });
        using var client = new EmailClient(host);
        using var http = host.CreateClient();
        var id = await client.SendAsync("""{"from":"A <a@example.com>","to":"b@example.net","subject":"Back","text":"t"}""", Cancellation);
        await client.WaitForAsync(id, "sent", Cancellation);
        var sent = await provider.Inbox.WaitForAsync(email => email.ContentText.Contains(id, StringComparison.Ordinal), TimeSpan.FromMinutes(1), Cancellation);

        using var bounce = new StringContent($"From: MAILER-DAEMON@example.net\r\nTo: {sent.Sender}\r\nSubject: Undeliverable\r\n\r\nb@example.net: 550 5.1.1 User unknown\r\n", Encoding.UTF8, "message/rfc822");
        using var answer = await http.PostAsync(new Uri("events/mail", UriKind.Relative), bounce, Cancellation);
        var email = await Eventually.GetAsync(() => client.EmailAsync(id, Cancellation), e => Statuses(e).SequenceEqual(["bounced"]), Cancellation);

        Assert.Equal($"bounces+{id}_default@example.test", sent.Sender);
        Assert.Contains("From: A <a@example.com>", sent.ContentText, StringComparison.Ordinal);
        Assert.Equal("recipient_unknown", email.GetProperty("recipients")[0].GetProperty("report").GetProperty("category").GetString());
    }

    [Fact]
    public async Task Marketing_email_is_unsubscribed_from_by_its_link()
    {
        await using var provider = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        await using var host = await StartAsync(provider, new()
        {
            ["Unsubscribe__PublicUrl"] = "https://mail.example.test",
            ["Unsubscribe__Secret"] = "links",
            ["Secrets__links"] = "not-a-secret-of-32-characters-or-more",
        });
        using var client = new EmailClient(host);
        using var http = host.CreateClient();
        http.DefaultRequestHeaders.Authorization = null;
        const string Email = """{"from":"a@example.com","to":"reader@example.net","subject":"News","text":"t","stream":"marketing"}""";
        var id = await client.SendAsync(Email, Cancellation);
        await client.WaitForAsync(id, "sent", Cancellation);
        var sent = await provider.Inbox.WaitForAsync(email => email.ContentText.Contains(id, StringComparison.Ordinal), TimeSpan.FromMinutes(1), Cancellation);
        var url = sent.ContentText.Replace("\r\n ", " ", StringComparison.Ordinal).Split("\r\n").Single(line => line.StartsWith("List-Unsubscribe: ", StringComparison.Ordinal)).Split('<', '>')[1];
        var path = new Uri(new Uri(url).PathAndQuery[1..], UriKind.Relative);

        using var page = await http.GetAsync(path, Cancellation);
        var html = await page.Content.ReadAsStringAsync(Cancellation);
        var (_, before) = await client.GetAsync("suppressions?address=reader@example.net", Cancellation);
        using var form = new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]);
        using var posted = await http.PostAsync(path, form, Cancellation);
        using var again = await http.PostAsync(path, content: null, Cancellation);
        using var wrong = await http.PostAsync(new Uri($"{path}x", UriKind.Relative), content: null, Cancellation);
        var (_, after) = await client.GetAsync("suppressions?address=reader@example.net", Cancellation);
        var next = await client.SendAsync(Email, Cancellation);

        Assert.Contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click", sent.ContentText, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, "text/html"), (page.StatusCode, page.Content.Headers.ContentType?.MediaType));
        Assert.Contains("reader@example.net", html, StringComparison.Ordinal);
        Assert.Empty(before.GetProperty("data").EnumerateArray());
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.NotFound), (posted.StatusCode, again.StatusCode, wrong.StatusCode));
        var entry = Assert.Single(after.GetProperty("data").EnumerateArray());
        Assert.Equal(("reader@example.net", "unsubscribe"), (entry.GetProperty("address").GetString(), entry.GetProperty("reason").GetString()));
        await client.WaitForAsync(next, "suppressed", Cancellation);
    }

    private Task<EmailHost> StartAsync(SandboxServer provider, Dictionary<string, string>? others = null)
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
        foreach (var (name, value) in others ?? [])
            more[name] = value;
        return EmailHost.StartAsync(new EmailHostSettings(azurite.ConnectionString, [new("postmark", provider.Host, provider.Port)], More: more), Cancellation);
    }

    private static string Bounce(string reference) =>
        $$"""{"RecordType":"Bounce","ID":42,"Type":"HardBounce","Details":"smtp;550 5.1.1 The email account that you tried to reach does not exist","Email":"gone@example.com","BouncedAt":"2026-03-10T12:00:00Z","Metadata":{"email-dispatch":"{{reference}}"} }""";

    private static string Delivery(string reference, string to) =>
        $$"""{"RecordType":"Delivery","Recipient":"{{to}}","DeliveredAt":"2026-03-10T12:00:00Z","Metadata":{"email-dispatch":"{{reference}}"} }""";

    private static async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(HttpClient http, string provider, string password, string json)
    {
        // Amazon SNS sends its JSON as text/plain, so the content type must not be a reason to reject it.
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
