using System.Net;
using Azure.Storage.Queues;
using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.Retry;

/// <summary>Failed emails can be retried, and unreadable messages stay where an operator finds them.</summary>
public sealed class RetryTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bounced_email_is_sent_when_retried_to_those_alone_who_lack_it()
    {
        await using var provider = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        await using var host = await StartAsync(provider);
        using var client = new EmailClient(host);
        var refusal = provider.On(SandboxPhase.Rcpt, c => c.Recipient is "gone@example.com" or "moved@example.com" ? "550 5.1.1 No such user" : null);
        var id = await client.SendAsync("""{"from":"a@example.com","to":["here@example.com","gone@example.com"],"subject":"s","text":"t"}""", Cancellation);
        var first = await client.WaitForAsync(id, "sent", Cancellation);
        var alone = await client.SendAsync("""{"from":"a@example.com","to":"moved@example.com","subject":"s","text":"t"}""", Cancellation);
        await client.WaitForAsync(alone, "bounced", Cancellation);
        refusal.Dispose();
        await client.ForgetAsync("moved@example.com", Cancellation);

        var retried = await RetryAsync(host, alone);
        var second = await client.WaitForAsync(alone, "sent", Cancellation);

        Assert.Equal("bounced", first.GetProperty("recipients")[1].GetProperty("status").GetString());
        Assert.Equal(HttpStatusCode.Accepted, retried);
        Assert.Equal([1, 2], second.GetProperty("attempts").EnumerateArray().Select(a => a.GetProperty("number").GetInt32()));
        Assert.Single(provider.Inbox.After(), email => email.AcceptedRecipients.Contains("moved@example.com"));
    }

    [Fact]
    public async Task Sent_and_missing_emails_cannot_be_retried()
    {
        await using var provider = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        await using var host = await StartAsync(provider);
        using var client = new EmailClient(host);
        var id = await client.SendAsync("""{"from":"a@example.com","to":"b@example.com","subject":"s","text":"t"}""", Cancellation);
        await client.WaitForAsync(id, "sent", Cancellation);

        Assert.Equal(HttpStatusCode.Conflict, await RetryAsync(host, id));
        Assert.Equal(HttpStatusCode.NotFound, await RetryAsync(host, "0195a1b2-c3d4-7e5f-8a6b-1c2d3e4f5061"));
    }

    [Fact]
    public async Task Message_that_cannot_be_read_fails_its_email_and_stays_unmodified()
    {
        await using var provider = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        var queue = new QueueClient(azurite.ConnectionString, "email-dispatch");
        var poison = new QueueClient(azurite.ConnectionString, "email-dispatch-poison");
        string id;
        await using (var host = await StartAsync(provider, ("AzureWebJobs.DispatchEmail.Disabled", "true")))
        {
            using var client = new EmailClient(host);
            id = await client.SendAsync("""{"from":"a@example.com","to":"b@example.com","subject":"s","text":"t"}""", Cancellation);
        }

        await queue.ClearMessagesAsync(Cancellation);
        var text = $$"""{"v":99,"id":"{{id}}","tenant":"default","attempt":1,"etag":"x","blob":"b","novelty":true}""";
        await poison.CreateIfNotExistsAsync(cancellationToken: Cancellation);
        await poison.SendMessageAsync(text, Cancellation);

        await using var again = await StartAsync(provider, ("LocalHost__Timers__WatchDispatcher", "* * * * * *"));
        using var reader = new EmailClient(again);
        var email = await reader.WaitForAsync(id, "failed", Cancellation);

        Assert.Contains("version 99", email.GetProperty("recipients")[0].GetProperty("reply").GetString(), StringComparison.Ordinal);
        Assert.Equal(1, (await poison.GetPropertiesAsync(Cancellation)).Value.ApproximateMessagesCount);
        await poison.ClearMessagesAsync(Cancellation);
    }

    private Task<EmailHost> StartAsync(SandboxServer provider, params (string Name, string Value)[] more) => EmailHost.StartAsync(
        new EmailHostSettings(
            azurite.ConnectionString,
            [new HostedProvider("sandbox", provider.Host, provider.Port)],
            More: more.ToDictionary(setting => setting.Name, setting => setting.Value)),
        Cancellation);

    private static async Task<HttpStatusCode> RetryAsync(EmailHost host, string id)
    {
        using var http = host.CreateClient();
        using var response = await http.PostAsync(new Uri($"emails/{id}/retry", UriKind.Relative), null, Cancellation);
        return response.StatusCode;
    }
}
