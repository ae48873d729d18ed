using System.Net;
using System.Text.Json;
using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.Intake;

/// <summary>Emails whose caller waits for the outcome of the first attempt.</summary>
public sealed class ExpressHttpTests(IntakeHost host) : IClassFixture<IntakeHost>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("wait=20", "wait=20")]
    [InlineData("respond-async, WAIT=\"20\"; x=y", "wait=20")]
    [InlineData("wait=3600", "wait=30")]
    public async Task Caller_that_waits_gets_the_outcome(string prefer, string applied)
    {
        var (response, body) = await host.PostAsync("emails", Json.Email("now"), ("Prefer", prefer));

        var email = JsonDocument.Parse(body).RootElement;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(applied, response.Headers.GetValues("Preference-Applied").Single());
        Assert.Equal(("sent", "sandbox"), (email.GetProperty("status").GetString(), email.GetProperty("provider").GetString()));
        Assert.StartsWith("2.0.0 Ok: queued as", email.GetProperty("attempts")[0].GetProperty("reply").GetString(), StringComparison.Ordinal);
        Assert.Equal("sent", (await ReadAsync(email)).GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("wait")]
    [InlineData("wait=soon")]
    [InlineData("wait=-1")]
    [InlineData("wait=99999999999")]
    [InlineData("return=minimal")]
    public async Task Preference_that_is_not_understood_is_ignored(string prefer)
    {
        var (response, body) = await host.PostAsync("emails", Json.Email("later"), ("Prefer", prefer));

        Assert.Equal((HttpStatusCode.Accepted, "queued"), (response.StatusCode, JsonDocument.Parse(body).RootElement.GetProperty("status").GetString()));
        Assert.False(response.Headers.Contains("Preference-Applied"));
    }

    [Fact]
    public async Task Deferred_email_is_a_202_that_says_when_it_is_retried()
    {
        var (response, body) = await host.PostAsync("emails", Json.Email("grey", "greylist@example.com"), ("Prefer", "wait=20"));

        var email = JsonDocument.Parse(body).RootElement;
        Assert.Equal((HttpStatusCode.Accepted, "deferred"), (response.StatusCode, email.GetProperty("status").GetString()));
        Assert.True(email.GetProperty("next_attempt_at").GetDateTimeOffset() > email.GetProperty("created_at").GetDateTimeOffset());
    }

    [Fact]
    public async Task Slow_provider_lets_the_caller_go_after_its_wait_and_sends_once()
    {
        var gate = new TaskCompletionSource();
        using var script = host.Provider.On(SandboxPhase.Rcpt, async (context, cancellation) =>
        {
            if (context.Recipient == "slow-express@example.com")
                await gate.Task.WaitAsync(cancellation);
            return null;
        });

        var (response, body) = await host.PostAsync("emails", Json.Email("slow", "slow-express@example.com"), ("Prefer", "wait=1"));
        gate.SetResult();
        var id = JsonDocument.Parse(body).RootElement.GetProperty("id").GetString()!;
        using var client = new EmailClient(host.Host);
        var sent = await client.WaitForAsync(id, "sent", Cancellation);

        Assert.Equal((HttpStatusCode.Accepted, "sending"), (response.StatusCode, JsonDocument.Parse(body).RootElement.GetProperty("status").GetString()));
        Assert.Equal("wait=1", response.Headers.GetValues("Preference-Applied").Single());
        Assert.Equal(1, sent.GetProperty("attempts").GetArrayLength());
        Assert.Single(host.Provider.Inbox.After(), email => email.AcceptedRecipients.Contains("slow-express@example.com"));
    }

    [Fact]
    public async Task Repeated_request_is_one_email()
    {
        var (first, sent) = await host.PostAsync("emails", Json.Email("express-key"), ("Prefer", "wait=20"), ("Idempotency-Key", "express"));
        var (second, repeated) = await host.PostAsync("emails", Json.Email("express-key"), ("Prefer", "wait=20"), ("Idempotency-Key", "express"));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Accepted), (first.StatusCode, second.StatusCode));
        Assert.Equal("true", second.Headers.GetValues("Idempotent-Replayed").Single());
        Assert.Equal(JsonDocument.Parse(sent).RootElement.GetProperty("id").GetString(), JsonDocument.Parse(repeated).RootElement.GetProperty("id").GetString());
        Assert.Single(host.Provider.Inbox.After(), email => email.ContentText.Contains("express-key", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Scheduled_and_refused_emails_are_as_without_the_preference()
    {
        var later = Json.Email("s").Replace("}", ",\"scheduled_at\":\"in 1 hour\"}", StringComparison.Ordinal);

        var (scheduled, body) = await host.PostAsync("emails", later, ("Prefer", "wait=20"));
        var (refused, _) = await host.PostAsync("emails", Json.Email("s", "nowhere"), ("Prefer", "wait=20"));

        Assert.Equal((HttpStatusCode.Accepted, "scheduled"), (scheduled.StatusCode, JsonDocument.Parse(body).RootElement.GetProperty("status").GetString()));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.False(scheduled.Headers.Contains("Preference-Applied"));
    }

    [Fact]
    public async Task Hundred_callers_at_once_are_all_accepted_and_their_emails_sent_once()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(n => host.PostAsync("emails", Json.Email($"crowd-{n}-"), ("Prefer", "wait=20"))));

        using var client = new EmailClient(host.Host);
        foreach (var (_, body) in answers)
            await client.WaitForAsync(JsonDocument.Parse(body).RootElement.GetProperty("id").GetString()!, "sent", Cancellation);
        Assert.All(answers, answer => Assert.True(answer.Response.IsSuccessStatusCode, answer.Body));
        Assert.Equal(100, host.Provider.Inbox.After().Count(email => email.ContentText.Contains("crowd-", StringComparison.Ordinal)));
    }

    private async Task<JsonElement> ReadAsync(JsonElement email)
    {
        using var client = new EmailClient(host.Host);
        return await client.EmailAsync(email.GetProperty("id").GetString()!, Cancellation);
    }
}
