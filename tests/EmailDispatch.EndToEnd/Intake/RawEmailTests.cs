using System.Net;
using System.Text;
using System.Text.Json;
using EmailDispatch.EndToEnd.Drops;
using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.Sandbox;
using MimeKit;

namespace EmailDispatch.EndToEnd.Intake;

/// <summary>Whole messages are emails like others: scheduled, refused, retried, dropped and shown. The provider takes only 7 bits.</summary>
public sealed class RawEmailTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const string Body = "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nGrüße\r\n";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whole_message_is_scheduled_retried_dropped_and_shown_like_other_emails()
    {
        await using var provider = await SandboxServer.StartAsync(new SandboxServerOptions { Extensions = SmtpExtensions.None }, Cancellation);
        var settings = new EmailHostSettings(azurite.ConnectionString, [new HostedProvider("sandbox", provider.Host, provider.Port)]);
        await using var host = await EmailHost.StartAsync(settings, Cancellation);
        using var client = new EmailClient(host);
        using var http = host.CreateClient();
        http.DefaultRequestHeaders.Accept.ParseAdd("application/json");

        var scheduled = await SendAsync("later@example.com", "X-Scheduled-At: in 1 hour\r\n");
        var waiting = await client.EmailAsync(scheduled, Cancellation);
        using var content = JsonDocument.Parse(await http.GetStringAsync(new Uri($"emails/{scheduled}/message", UriKind.Relative), Cancellation));
        using var sooner = new StringContent($$"""{"scheduled_at":"{{TimeProvider.System.GetUtcNow().AddSeconds(1):O}}"}""", Encoding.UTF8, "application/json");
        using var moved = await http.PatchAsync(new Uri($"emails/{scheduled}", UriKind.Relative), sooner, Cancellation);
        await client.WaitForAsync(scheduled, "sent", Cancellation);

        var refusal = provider.On(SandboxPhase.Dot, _ => "554 5.7.1 Message rejected as spam");
        var refused = await SendAsync("retried@example.com");
        await client.WaitForAsync(refused, "failed", Cancellation);
        refusal.Dispose();
        using var retried = await http.PostAsync(new Uri($"emails/{refused}/retry", UriKind.Relative), null, Cancellation);
        await client.WaitForAsync(refused, "sent", Cancellation);

        var (dropped, rejected) = (Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString(), Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString());
        await Dropper.DropAsync(azurite, Drop(dropped, Message("dropped@example.com")), Drop(rejected, "Subject: no author\r\n\r\nx"));
        var shown = await client.WaitForAsync(dropped, "sent", Cancellation);
        var invalid = await client.WaitForAsync(rejected, "rejected", Cancellation);

        Assert.Equal("scheduled", waiting.GetProperty("status").GetString());
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Accepted), (moved.StatusCode, retried.StatusCode));
        Assert.Equal((true, "To dropped@example.com"), (shown.GetProperty("raw").GetBoolean(), shown.GetProperty("subject").GetString()));
        Assert.Contains("From", invalid.GetProperty("errors").ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Grüße", content.RootElement.GetProperty("text").GetString(), StringComparison.Ordinal);
        var received = await provider.Inbox.WaitForCountAsync(3, cancellationToken: Cancellation);
        Assert.Equal(["dropped@example.com", "later@example.com", "retried@example.com"], received.SelectMany(email => email.AcceptedRecipients).Order(StringComparer.Ordinal));
        Assert.All(received, email =>
        {
            using var message = MimeMessage.Load(new MemoryStream(email.Content.ToArray()));
            Assert.True(Ascii.IsValid(email.Content.Span));
            Assert.Equal(($"To {email.AcceptedRecipients.Single()}", "Grüße"), (message.Subject, message.TextBody!.Trim()));
        });

        async Task<string> SendAsync(string to, string more = "")
        {
            using var message = new StringContent(more + Message(to), Encoding.UTF8, "message/rfc822");
            using var response = await http.PostAsync(new Uri("emails/raw", UriKind.Relative), message, Cancellation);
            var text = await response.Content.ReadAsStringAsync(Cancellation);
            Assert.True(response.StatusCode == HttpStatusCode.Accepted, text);
            return JsonDocument.Parse(text).RootElement.GetProperty("id").GetString()!;
        }
    }

    private static string Message(string to) => $"From: hi@acme.test\r\nTo: {to}\r\nSubject: To {to}\r\n{Body}";

    private static string Drop(string id, string message) => $$"""{"id":"{{id}}","raw":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(message))}}"}""";
}
