using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.Intake;

/// <summary>What intake does besides reading, over HTTP: attachments fetched from a URL, and advice.</summary>
public sealed class AttachmentPathTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Address_in_the_hosts_own_network_is_refused_and_nothing_is_accepted()
    {
        await using var provider = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        await using var host = await EmailHost.StartAsync(
            new EmailHostSettings(azurite.ConnectionString, [new HostedProvider("sandbox", provider.Host, provider.Port)]), Cancellation);
        using var client = new EmailClient(host);
        using var http = host.CreateClient();
        var inside = $"https://localhost:{host.BaseUrl.Port}/health";

        var answers = new[]
        {
            await client.PostAsync(EmailWith(inside, "https://169.254.169.254/metadata/instance"), Cancellation),
            await client.PostAsync(EmailWith("https://169.254.169.254/metadata/instance"), Cancellation),
        };
        using var batch = await http.PostAsJsonAsync(
            new Uri("emails/batch", UriKind.Relative), new[] { JsonSerializer.Deserialize<JsonElement>(EmailWith("https://files.example/r.pdf")) }, Cancellation);
        var (_, list) = await client.GetAsync("emails?to=refused@example.com", Cancellation);

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status));
        Assert.Equal(
            [
                "attachments[0].path cannot be fetched: localhost has no public address",
                "attachments[0].path cannot be fetched: 169.254.169.254 has no public address",
            ],
            answers.SelectMany(answer => answer.Body.GetProperty("errors").EnumerateArray()).Select(e => $"{e.GetProperty("field").GetString()} {e.GetProperty("message").GetString()}"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, batch.StatusCode);
        Assert.Contains("[0].attachments[0].path must not be used in a batch", await batch.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal(0, list.GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task Advice_and_ways_out_are_in_the_answer_the_row_and_the_message()
    {
        await using var provider = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        await using var host = await EmailHost.StartAsync(
            new EmailHostSettings(azurite.ConnectionString, [new HostedProvider("sandbox", provider.Host, provider.Port)]), Cancellation);
        using var client = new EmailClient(host);

        var (status, body) = await client.PostAsync(
            """{"from":"noreply@example.com","to":"b@example.com","subject":"s","html":"<p>Hi</p>","stream":"marketing","unsubscribe_url":"https://shop.example/u?id=1"}""", Cancellation);
        var email = await client.WaitForAsync(body.GetProperty("id").GetString()!, "sent", Cancellation);

        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.Equal(["noreply_from", "html_only"], body.GetProperty("advice").EnumerateArray().Select(a => a.GetProperty("code").GetString()));
        Assert.Equal(body.GetProperty("advice").GetRawText(), email.GetProperty("advice").GetRawText());
        var message = provider.Inbox.After()[0].ContentText;
        Assert.Contains("List-Unsubscribe: <https://shop.example/u?id=1>\r\n", message, StringComparison.Ordinal);
        Assert.Contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n", message, StringComparison.Ordinal);
    }

    private static string EmailWith(params string[] paths) => JsonSerializer.Serialize(new
    {
        from = "a@example.com",
        to = "refused@example.com",
        subject = "s",
        text = "t",
        attachments = paths.Select(path => new { path }),
    });
}
