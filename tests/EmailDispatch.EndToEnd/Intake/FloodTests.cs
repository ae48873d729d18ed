using System.Net;
using System.Text;
using System.Text.Json;
using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.Intake;

/// <summary>More emails at once than a throttled storage takes.</summary>
public sealed class FloodTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const int Emails = 600;
    private const string Refusal = "Too many requests at once";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Flood_is_refused_in_part_and_what_was_accepted_is_sent()
    {
        await using var provider = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        await using var proxy = await StorageProxy.StartAsync(azurite, step: null);
        await using var host = await EmailHost.StartAsync(
            new EmailHostSettings(proxy.ConnectionString, [new HostedProvider("sandbox", provider.Host, provider.Port)]), Cancellation);
        using var client = host.CreateClient();
        using var emails = new EmailClient(host);
        await PostAsync(client, "first");
        proxy.MaxWritesAtOnce = 2;

        var answers = await Task.WhenAll(Enumerable.Range(0, Emails).Select(n => PostAsync(client, $"flood-{n}")));
        using var health = await client.GetAsync(new Uri("health", UriKind.Relative), Cancellation);
        proxy.MaxWritesAtOnce = null;

        var refused = answers.Where(answer => answer.Body.Contains(Refusal, StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(refused);
        Assert.All(refused, answer => Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status));
        Assert.All(refused, answer => Assert.InRange(answer.RetryAfter!.Value.TotalSeconds, 2, 5));
        Assert.All(answers, answer => Assert.True(answer.Status is HttpStatusCode.Accepted or HttpStatusCode.ServiceUnavailable, answer.Body));
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);

        foreach (var accepted in answers.Where(answer => answer.Status == HttpStatusCode.Accepted))
            await emails.WaitForAsync(JsonDocument.Parse(accepted.Body).RootElement.GetProperty("id").GetString()!, "sent", Cancellation);
        var sent = provider.Inbox.After().SelectMany(email => email.AcceptedRecipients).ToHashSet();
        Assert.DoesNotContain(refused, answer => sent.Contains(answer.To));

        // The least limit and its line take eight.
        var again = await Eventually.GetAsync(
            () => Task.WhenAll(Enumerable.Range(0, 16).Select(n => PostAsync(client, $"again-{n}"))),
            all => all.All(answer => answer.Status == HttpStatusCode.Accepted),
            Cancellation);
        Assert.All(again, answer => Assert.Equal(HttpStatusCode.Accepted, answer.Status));
    }

    private static async Task<Answer> PostAsync(HttpClient client, string name)
    {
        var to = $"{name}@example.com";
        using var content = new StringContent($$"""{"from":"a@example.com","to":"{{to}}","subject":"s","text":"t"}""", Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri("emails", UriKind.Relative), content, Cancellation);
        return new Answer(to, response.StatusCode, response.Headers.RetryAfter?.Delta, await response.Content.ReadAsStringAsync(Cancellation));
    }

    private sealed record Answer(string To, HttpStatusCode Status, TimeSpan? RetryAfter, string Body);
}
