using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EmailDispatch.EndToEnd.Intake;

/// <summary>Emails with <c>dry_run</c>, and tests of a provider, as callers see them.</summary>
public sealed class DryRunTests(IntakeHost host) : IClassFixture<IntakeHost>
{
    private const string Dry = """{"from":"Acme <hi@acme.test>","to":"you@example.test","subject":"dry","text":"t","dry_run":true}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dry_run_is_answered_to_a_key_that_may_only_send_and_leaves_no_trace()
    {
        using var sender = await SenderAsync();

        using var response = await sender.PostAsync(new Uri("emails", UriKind.Relative), Content(Dry), Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var answer = JsonNode.Parse(text)!;
        Assert.Equal(("dry_run", true, "queued"), ((string)answer["object"]!, (bool)answer["dry_run"]!, (string)answer["status"]!));
        var provider = Assert.Single(answer["providers"]!.AsArray())!;
        Assert.Equal(("sandbox", "Acme <hi@acme.test>", null), ((string)provider["name"]!, (string)provider["from"]!, (string?)provider["alignment"]));
        Assert.DoesNotContain(host.Provider.Host, text, StringComparison.Ordinal);
        Assert.DoesNotContain(await SubjectsAsync(), subject => subject == "dry");
    }

    [Fact]
    public async Task Key_of_a_dry_run_is_free_for_the_email()
    {
        var (dry, _) = await host.PostAsync("emails", Dry, ("Idempotency-Key", "dry-then-real"));
        var (real, _) = await host.PostAsync("emails", Json.Email("real"), ("Idempotency-Key", "dry-then-real"));
        var (after, _) = await host.PostAsync("emails", Dry, ("Idempotency-Key", "dry-then-real"));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Accepted, HttpStatusCode.OK), (dry.StatusCode, real.StatusCode, after.StatusCode));
        Assert.False(real.Headers.Contains("Idempotent-Replayed"));
    }

    [Fact]
    public async Task Email_that_would_be_refused_is_refused_alike()
    {
        const string body = """{"from":"hi@acme.test","to":"you@example.test","subject":"dry","text":"t","stream":"marketing","dry_run":true}""";

        var (dry, dryBody) = await host.PostAsync("emails", body);
        var (real, realBody) = await host.PostAsync("emails", body.Replace(""","dry_run":true""", "", StringComparison.Ordinal));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, real.StatusCode), (dry.StatusCode, dry.StatusCode));
        Assert.Equal(WithoutId(realBody), WithoutId(dryBody));
    }

    [Fact]
    public async Task Batch_with_a_dry_run_is_refused_and_sends_nothing()
    {
        var (response, body) = await host.PostAsync("emails/batch", $"[{Json.Email("in a dry batch")},{Dry}]");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Equal("[1].dry_run", (string)JsonNode.Parse(body)!["errors"]![0]!["field"]!);
        Assert.DoesNotContain(await SubjectsAsync(), subject => subject == "in a dry batch");
    }

    [Fact]
    public async Task Test_of_a_provider_does_not_send_to_a_suppressed_address()
    {
        await host.PostAsync("suppressions", """{"email":"never@example.test"}""");

        var (refused, body) = await host.PostAsync("providers/sandbox/test", """{"from":"hi@acme.test","to":"never@example.test"}""");
        var (sent, _) = await host.PostAsync("providers/sandbox/test", """{"from":"hi@acme.test","to":"ops@example.test"}""");

        Assert.Equal((HttpStatusCode.UnprocessableEntity, HttpStatusCode.OK), (refused.StatusCode, sent.StatusCode));
        Assert.Equal("to", (string)JsonNode.Parse(body)!["errors"]![0]!["field"]!);
        Assert.DoesNotContain(host.Provider.Inbox.After(), email => email.Recipients.Any(recipient => recipient.Address == "never@example.test"));
        Assert.Contains("Test message through sandbox", await SubjectsAsync());
    }

    private async Task<HttpClient> SenderAsync()
    {
        var (_, body) = await host.PostAsync("api-keys", """{"name":"sender","scopes":["send"]}""");
        return new HttpClient
        {
            BaseAddress = host.Host.BaseUrl,
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", (string)JsonNode.Parse(body)!["token"]!) },
        };
    }

    private async Task<IEnumerable<string?>> SubjectsAsync()
    {
        using var client = host.Host.CreateClient();
        using var emails = JsonDocument.Parse(await client.GetStringAsync(new Uri("emails?limit=100", UriKind.Relative), Cancellation));
        return [.. emails.RootElement.GetProperty("data").EnumerateArray().Select(email => email.GetProperty("subject").GetString())];
    }

    private static StringContent Content(string json) => new(json, System.Text.Encoding.UTF8, "application/json");

    private static string WithoutId(string body)
    {
        var error = JsonNode.Parse(body)!.AsObject();
        error.Remove("request_id");
        return error.ToJsonString();
    }
}
