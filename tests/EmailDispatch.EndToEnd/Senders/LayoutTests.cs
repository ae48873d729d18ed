using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Azure.Storage.Queues;
using EmailDispatch.EndToEnd.Drops;
using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.Sandbox;
using MimeKit;

namespace EmailDispatch.EndToEnd.Senders;

/// <summary>The template into which the settings put emails that bring no template of their own.</summary>
public sealed class LayoutTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Html_is_put_into_the_layout_of_its_sender()
    {
        await using var provider = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        await using var host = await StartAsync(provider);
        using var client = new EmailClient(host);
        using var http = host.CreateClient();

        // Until it is published, nothing is accepted, and nothing is lost.
        var (early, why) = await client.PostAsync(Email("early", "\"html\":\"<p>x</p>\""), Cancellation);
        var drop = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
        await Dropper.DropAsync(azurite, $$"""{"id":"{{drop}}",{{Email("dropped", "\"html\":\"<p>x</p>\"")[1..]}}""");
        await Eventually.GetAsync(() => Task.FromResult(host.Output), output => output.Contains($"{drop}", StringComparison.Ordinal), Cancellation);
        var drops = new QueueClient(azurite.ConnectionString, "email-submissions");
        await Eventually.GetAsync(async () => (await drops.GetPropertiesAsync(Cancellation)).Value.ApproximateMessagesCount, count => count == 1, Cancellation);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "html cannot be put into the layout frame (Senders__N__Layout), which must be the id or alias of a template; nothing was accepted."), (early, Text(why, "message")));

        var id = Text(await SendAsync(http, HttpMethod.Post, "templates", """{"name":"Frame","alias":"frame","html":"<html><body>{{{CONTENT}}}<hr>{{ NAME }}</body></html>","variables":[{"key":"CONTENT","type":"html"},{"key":"NAME","type":"string","fallback_value":"Acme & Co"}]}"""), "id");
        await SendAsync(http, HttpMethod.Post, "templates/frame/publish");
        foreach (var (subject, body) in new[]
        {
            ("framed", "\"html\":\"<p>Hello <b>you</b></p>\""),
            ("whole", "\"html\":\"<!DOCTYPE html><p>own</p>\""),
            ("plain", "\"text\":\"only text\""),
            ("excepted", "\"html\":\"<p>bare</p>\",\"stream\":\"marketing\""),
            ("own template", "\"template\":{\"id\":\"frame\",\"variables\":{\"CONTENT\":\"<i>given</i>\"}}"),
        })
            await client.SendAsync(Email(subject, body), Cancellation);
        using var batch = await http.PostAsJsonAsync(new Uri("emails/batch", UriKind.Relative), new[] { new { from = "hi@acme.test", to = "ann@example.com", subject = "in a batch", html = "<p>batch</p>" } }, Cancellation);
        Assert.Equal(HttpStatusCode.OK, batch.StatusCode);

        var received = (await provider.Inbox.WaitForCountAsync(6, cancellationToken: Cancellation)).Select(email => MimeMessage.Load(new MemoryStream(email.Content.ToArray()), Cancellation)).ToDictionary(message => message.Subject!);
        Assert.Equal("<html><body><p>Hello <b>you</b></p><hr>Acme &amp; Co</body></html>", received["framed"].HtmlBody);
        Assert.Contains("Acme & Co", received["framed"].TextBody, StringComparison.Ordinal);
        Assert.Equal(("<!DOCTYPE html><p>own</p>", null, "<p>bare</p>"), (received["whole"].HtmlBody, received["plain"].HtmlBody, received["excepted"].HtmlBody));
        Assert.Equal("<html><body><i>given</i><hr>Acme &amp; Co</body></html>", received["own template"].HtmlBody);
        Assert.Equal("<html><body><p>batch</p><hr>Acme &amp; Co</body></html>", received["in a batch"].HtmlBody);
        var (_, list) = await client.GetAsync($"emails?template={id}", Cancellation);
        Assert.Equal(["framed", "in a batch", "own template"], list.GetProperty("data").EnumerateArray().Select(email => Text(email, "subject")).Order());

        // It stays usable while emails are put into it.
        Assert.Equal("invalid_state", Text(await SendAsync(http, HttpMethod.Delete, "templates/frame", expected: HttpStatusCode.Conflict), "name"));
        Assert.Equal("invalid_state", Text(await SendAsync(http, HttpMethod.Patch, $"templates/{id}", """{"alias":"other"}""", HttpStatusCode.Conflict), "name"));
        await SendAsync(http, HttpMethod.Patch, "templates/frame", """{"html":"<p>{{{NEW}}}</p>","variables":[{"key":"NEW","type":"string"}]}""");
        var refused = await SendAsync(http, HttpMethod.Post, "templates/frame/publish", expected: HttpStatusCode.UnprocessableEntity);
        Assert.StartsWith("variables must have the variable CONTENT of the type html", Text(refused, "message"), StringComparison.Ordinal);
    }

    private static string Email(string subject, string body) => $$"""{"from":"hi@acme.test","to":"ann@example.com","subject":"{{subject}}",{{body}}}""";

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static async Task<JsonElement> SendAsync(HttpClient http, HttpMethod method, string path, string json = "{}", HttpStatusCode? expected = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = method == HttpMethod.Delete ? null : new StringContent(json, null, "application/json") };
        using var answer = await http.SendAsync(request, Cancellation);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.True(expected is { } code ? answer.StatusCode == code : answer.IsSuccessStatusCode, body.GetRawText());
        return body;
    }

    private Task<EmailHost> StartAsync(SandboxServer provider) => EmailHost.StartAsync(
        new EmailHostSettings(azurite.ConnectionString, [new HostedProvider("primary", "127.0.0.1", provider.Port)], More: new Dictionary<string, string>
        {
            ["Senders__0__Layout"] = "frame",
            ["Senders__1__Stream"] = "marketing",
            ["Senders__1__Layout"] = "none",
        }),
        Cancellation);
}
