using System.Net;
using System.Text.Json;
using EmailDispatch.EndToEnd.Hosting;

namespace EmailDispatch.EndToEnd.Intake;

/// <summary>Idempotency keys and batches as callers see them.</summary>
public sealed class IntakeHttpTests(IntakeHost host) : IClassFixture<IntakeHost>
{
    private const string Key = "Idempotency-Key";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fifty_parallel_requests_with_one_key_are_one_email_with_one_answer()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => host.PostAsync("emails", Json.Email("fifty"), (Key, "fifty"))));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Accepted, answer.Response.StatusCode));
        var body = Assert.Single(answers.Select(answer => answer.Body).Distinct());
        Assert.Single(answers, answer => !IsReplayed(answer.Response));
        await WaitForSentAsync(JsonDocument.Parse(body).RootElement.GetProperty("id").GetString()!);
        Assert.Single(host.Provider.Inbox.After(), email => email.ContentText.Contains("fifty", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Key_of_another_request_is_a_409()
    {
        await host.PostAsync("emails", Json.Email("one"), (Key, "used"));

        var (response, body) = await host.PostAsync("emails", Json.Email("two"), (Key, "used"));

        Assert.Equal((HttpStatusCode.Conflict, "invalid_idempotent_request"), (response.StatusCode, NameOf(body)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(257)]
    public async Task Key_of_a_wrong_length_is_a_400(int length)
    {
        var (response, body) = await host.PostAsync("emails", Json.Email("s"), (Key, new string('k', length)));

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_idempotency_key"), (response.StatusCode, NameOf(body)));
    }

    [Fact]
    public async Task Batch_is_answered_with_the_ids_in_its_order_and_every_email_is_sent()
    {
        var (response, body) = await host.PostAsync("emails/batch", Json.Batch("hundred", 100), (Key, "hundred"));
        var (again, repeated) = await host.PostAsync("emails/batch", Json.Batch("hundred", 100), (Key, "hundred"));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (response.StatusCode, again.StatusCode));
        Assert.Equal((false, true, body), (IsReplayed(response), IsReplayed(again), repeated));
        var root = JsonDocument.Parse(body).RootElement;
        Assert.Equal("data", Assert.Single(root.EnumerateObject()).Name);
        var ids = root.GetProperty("data").EnumerateArray().Select(email => email.GetProperty("id").GetString()!).ToList();
        Assert.Equal(100, ids.Distinct().Count());
        foreach (var (n, id) in ids.Index())
            Assert.Equal($"hundred-{n}", (await WaitForSentAsync(id)).GetProperty("subject").GetString());
        Assert.Equal(100, host.Provider.Inbox.After().Count(email => email.ContentText.Contains("hundred-", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Permissive_batch_tells_what_it_left_out()
    {
        var (response, body) = await host.PostAsync("emails/batch", $"[{Json.Email("good")},{Json.Email("bad", "nowhere")}]", ("x-batch-validation", "permissive"));

        var root = JsonDocument.Parse(body).RootElement;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Single(root.GetProperty("data").EnumerateArray());
        var error = Assert.Single(root.GetProperty("errors").EnumerateArray());
        Assert.Equal(1, error.GetProperty("index").GetInt32());
        Assert.StartsWith("to ", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("strict", HttpStatusCode.UnprocessableEntity, "validation_error", "[1].to")]
    [InlineData("lenient", HttpStatusCode.UnprocessableEntity, "validation_error", "x-batch-validation")]
    public async Task Refused_batch_names_the_field(string validation, HttpStatusCode status, string name, string field)
    {
        var (response, body) = await host.PostAsync("emails/batch", $"[{Json.Email("good")},{Json.Email("bad", "nowhere")}]", ("x-batch-validation", validation));

        Assert.Equal((status, name), (response.StatusCode, NameOf(body)));
        Assert.Equal(field, JsonDocument.Parse(body).RootElement.GetProperty("errors")[0].GetProperty("field").GetString());
    }

    [Fact]
    public async Task Email_that_no_provider_could_take_is_a_422_that_says_why()
    {
        var (response, body) = await host.PostAsync("emails", Json.Email("s").Replace("}", ",\"stream\":\"marketing\"}", StringComparison.Ordinal));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "no_eligible_provider"), (response.StatusCode, NameOf(body)));
        Assert.Contains("sandbox: serves the stream transactional only, not marketing", body, StringComparison.Ordinal);
    }

    private async Task<JsonElement> WaitForSentAsync(string id)
    {
        using var client = new EmailClient(host.Host);
        return await client.WaitForAsync(id, "sent", Cancellation);
    }

    private static string? NameOf(string body) => JsonDocument.Parse(body).RootElement.GetProperty("name").GetString();

    private static bool IsReplayed(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Idempotent-Replayed", out var values) && values.Single() == "true";
}
