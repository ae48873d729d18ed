using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.Schedule;

/// <summary>Scheduling as callers of the API see it.</summary>
public sealed class ScheduleApiTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Scheduled_email_is_moved_and_sent_and_another_called_back()
    {
        await using var provider = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        await using var host = await EmailHost.StartAsync(new EmailHostSettings(azurite.ConnectionString, [new HostedProvider("sandbox", provider.Host, provider.Port)]), Cancellation);
        using var client = new EmailClient(host);
        using var http = host.CreateClient();

        var (_, inWords) = await client.PostAsync(Json("in words", "tomorrow at 9am"), Cancellation);
        var (_, atOnce) = await client.PostAsync(Json("at once", "now"), Cancellation);
        var (status, accepted) = await client.PostAsync(Json("moved", In(TimeSpan.FromHours(1))), Cancellation);
        var moved = accepted.GetProperty("id").GetString()!;
        var called = await client.SendAsync(Json("called back", In(TimeSpan.FromHours(1))), Cancellation);
        var waiting = await client.EmailAsync(moved, Cancellation);
        var tomorrow = await client.EmailAsync(inWords.GetProperty("id").GetString()!, Cancellation);
        var soon = await ChangeAsync(http, HttpMethod.Patch, $"emails/{Text((HttpStatusCode.OK, inWords), "id")}", """{"scheduled_at":"in 2 hours"}""");
        await client.WaitForAsync(atOnce.GetProperty("id").GetString()!, "sent", Cancellation);
        var later = In(TimeSpan.FromHours(2));
        var postponed = await ChangeAsync(http, HttpMethod.Patch, $"emails/{moved}", $$"""{"scheduled_at":"{{later}}"}""");
        var cancelled = await ChangeAsync(http, HttpMethod.Post, $"emails/{called}/cancel");
        var again = await ChangeAsync(http, HttpMethod.Post, $"emails/{called}/cancel");
        var now = await ChangeAsync(http, HttpMethod.Patch, $"emails/{moved}", $$"""{"scheduled_at":"{{In(TimeSpan.FromSeconds(1))}}"}""");
        var sent = await client.WaitForAsync(moved, "sent", Cancellation);
        var tooLate = await ChangeAsync(http, HttpMethod.Patch, $"emails/{moved}", $$"""{"scheduled_at":"{{later}}"}""");

        Assert.Equal(TimeSpan.FromHours(9), inWords.GetProperty("scheduled_at").GetDateTimeOffset().UtcDateTime.TimeOfDay);
        Assert.Equal(inWords.GetProperty("scheduled_at").GetDateTimeOffset(), tomorrow.GetProperty("scheduled_at").GetDateTimeOffset());
        Assert.InRange(soon.Body.GetProperty("scheduled_at").GetDateTimeOffset() - TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1), TimeSpan.FromHours(2));
        Assert.Equal(JsonValueKind.Null, atOnce.GetProperty("scheduled_at").ValueKind);
        Assert.Equal((HttpStatusCode.Accepted, "scheduled"), (status, accepted.GetProperty("status").GetString()));
        Assert.Equal(("scheduled", "scheduled"), (waiting.GetProperty("status").GetString(), waiting.GetProperty("last_event").GetString()));
        Assert.Equal((HttpStatusCode.OK, "email", moved, "scheduled"), (postponed.Status, Text(postponed, "object"), Text(postponed, "id"), Text(postponed, "status")));
        Assert.Equal(DateTimeOffset.Parse(later, CultureInfo.InvariantCulture), postponed.Body.GetProperty("scheduled_at").GetDateTimeOffset());
        Assert.Equal((HttpStatusCode.OK, "email", called, "canceled"), (cancelled.Status, Text(cancelled, "object"), Text(cancelled, "id"), Text(cancelled, "status")));
        Assert.Equal((HttpStatusCode.Conflict, "invalid_state"), (again.Status, Text(again, "name")));
        Assert.Contains("canceled", Text(again, "message"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, now.Status);
        Assert.True(sent.GetProperty("sent_at").GetDateTimeOffset() >= sent.GetProperty("scheduled_at").GetDateTimeOffset());
        Assert.Equal((HttpStatusCode.Conflict, "invalid_state"), (tooLate.Status, Text(tooLate, "name")));
        Assert.Contains("sent", Text(tooLate, "message"), StringComparison.Ordinal);

        var missing = await ChangeAsync(http, HttpMethod.Post, "emails/0195a1b2-c3d4-7e5f-8a6b-1c2d3e4f5061/cancel");
        var unknown = await ChangeAsync(http, HttpMethod.Patch, "emails/nothing", $$"""{"scheduled_at":"{{later}}"}""");
        var invalid = await ChangeAsync(http, HttpMethod.Patch, $"emails/{moved}", """{"scheduled_at":"soon"}""");
        var malformed = await ChangeAsync(http, HttpMethod.Patch, $"emails/{moved}", "{");
        Assert.Single(provider.Inbox.After(), email => email.ContentText.Contains("Subject: moved", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.NotFound, missing.Status);
        Assert.Equal(HttpStatusCode.NotFound, unknown.Status);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "validation_error"), (invalid.Status, Text(invalid, "name")));
        Assert.Equal(HttpStatusCode.BadRequest, malformed.Status);
    }

    private static string In(TimeSpan ahead) => (TimeProvider.System.GetUtcNow() + ahead).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Json(string subject, string scheduledAt) =>
        $$"""{"from":"a@example.com","to":"b@example.com","subject":"{{subject}}","text":"t","scheduled_at":"{{scheduledAt}}"}""";

    private static string Text((HttpStatusCode Status, JsonElement Body) answer, string field) => answer.Body.GetProperty(field).GetString()!;

    private static async Task<(HttpStatusCode Status, JsonElement Body)> ChangeAsync(HttpClient http, HttpMethod method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await http.SendAsync(request, Cancellation);
        return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancellation)).RootElement.Clone());
    }
}
