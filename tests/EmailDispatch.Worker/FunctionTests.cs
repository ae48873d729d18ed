using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using EmailDispatch.Worker.Host;
using EmailDispatch.Worker.Protocol;

namespace EmailDispatch.Worker;

/// <summary>Every kind of trigger, in the app as it is deployed.</summary>
[Collection(WorkerAppCollection.Name)]
public sealed class FunctionTests(WorkerApp app)
{
    private const int Success = 1;
    private const string Email = """{"from":"a@example.com","to":"b@example.com","subject":"Hello","text":"Hello"}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Function_of_the_metadata_loads()
    {
        var metadata = JsonDocument.Parse(File.ReadAllText(Path.Combine(PublishedApp.Folder, "functions.metadata"))).RootElement;

        var names = metadata.EnumerateArray().Select(function => function.GetProperty("name").GetString()).Order(StringComparer.Ordinal);

        Assert.Equal(names, app.Host.Functions.Keys.Order(StringComparer.Ordinal));
        Assert.All(app.Host.Loaded, loaded => Assert.True(loaded.Value.Status == Success, $"{loaded.Key}: {loaded.Value.Exception?.Message}"));
        Assert.True(app.Host.Functions.Count >= 28);
    }

    [Fact]
    public async Task Email_that_is_posted_is_queued_and_its_message_sends_it()
    {
        var (status, accepted, _) = await app.SendAsync(HttpMethod.Post, "/emails", body: Email);
        var id = accepted.GetProperty("id").GetString()!;
        var message = await app.TakeMessageAsync(id);

        var result = await app.Host.InvokeAsync("DispatchEmail", MinimalHost.Message(message), Cancellation);

        var (_, email, _) = await app.SendAsync(HttpMethod.Get, $"/emails/{id}");
        Assert.Equal((202, Success, "sent"), (status, result.Status, email.GetProperty("status").GetString()));
        Assert.Equal(["b@example.com"], app.Smtp.Inbox.After()[^1].Recipients.Select(recipient => recipient.Address));
    }

    [Fact]
    public async Task Message_that_is_no_email_fails_its_invocation()
    {
        var result = await app.Host.InvokeAsync("DispatchEmail", MinimalHost.Message("{}"), Cancellation);

        Assert.NotEqual(Success, result.Status);
    }

    [Fact]
    public async Task Timer_brings_the_usage_up_to_date()
    {
        await app.SendAsync(HttpMethod.Post, "/emails", body: Email);

        var result = await app.Host.InvokeAsync("AggregateUsage", Timer(), Cancellation);

        var (_, usage, _) = await app.SendAsync(HttpMethod.Get, "/usage");
        Assert.Equal(Success, result.Status);
        Assert.True(usage.GetProperty("data").EnumerateArray().Sum(row => row.GetProperty("accepted").GetInt64()) > 0, usage.ToString());
    }

    [Fact]
    public async Task Timer_checks_domains()
    {
        var result = await app.Host.InvokeAsync("CheckDomains", Timer(), Cancellation);

        Assert.Equal(Success, result.Status);
    }

    [Fact]
    public async Task Request_without_a_key_is_refused_before_its_body_is_judged()
    {
        var (status, answer, headers) = await app.SendAsync(HttpMethod.Post, "/emails", key: null, body: "no json", contentType: "text/plain");

        Assert.Equal((401, "missing_api_key"), (status, answer.GetProperty("name").GetString()));
        Assert.Equal(headers.GetValues("X-Request-Id").Single(), answer.GetProperty("request_id").GetString());
    }

    [Theory]
    [InlineData("GET", "/contacts", 404, "not_found", "Contacts are not available")]
    [InlineData("POST", "/broadcasts/1/send", 404, "not_found", "Broadcasts are not available")]
    [InlineData("GET", "/emails/receiving", 404, "not_found", "Receiving emails is not available")]
    [InlineData("GET", "/nowhere", 404, "not_found", "There is no GET /nowhere")]
    [InlineData("PUT", "/emails", 405, "method_not_allowed", "only GET and POST")]
    [InlineData("PROPFIND", "/api-keys", 405, "method_not_allowed", "only GET and POST")]
    public async Task What_there_is_not_is_answered_in_json(string method, string path, int expected, string name, string message)
    {
        var (status, answer, headers) = await app.SendAsync(new HttpMethod(method), path);

        Assert.Equal((expected, name), (status, answer.GetProperty("name").GetString()));
        Assert.Contains(message, answer.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(headers.GetValues("X-Request-Id").Single(), answer.GetProperty("request_id").GetString());
    }

    [Fact]
    public async Task Root_says_where_to_go()
    {
        var (status, answer, _) = await app.SendAsync(HttpMethod.Get, "/", key: null);

        Assert.Equal((200, "/emails"), (status, answer.GetProperty("links").GetProperty("emails").GetString()));
    }

    [Fact]
    public async Task Path_that_begins_with_two_slashes_reaches_no_function()
    {
        var (status, answer, _) = await app.SendAsync(HttpMethod.Post, $"{app.Host.Http.ToString().TrimEnd('/')}//emails", body: Email);

        Assert.Equal((404, JsonValueKind.Undefined), (status, answer.ValueKind));
    }

    [Fact]
    public async Task Request_with_a_key_has_its_body_judged_before_the_function_runs()
    {
        var (status, answer, _) = await app.SendAsync(HttpMethod.Post, "/emails", body: "no json", contentType: "text/plain");

        Assert.Equal((415, "unsupported_media_type"), (status, answer.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task Fault_that_nobody_foresaw_is_answered_as_json()
    {
        var (_, accepted, _) = await app.SendAsync(HttpMethod.Post, "/emails", body: Email.Replace("b@", "broken@", StringComparison.Ordinal));
        var id = accepted.GetProperty("id").GetString()!;
        var mendAsync = await BreakRowAsync("broken@example.com");

        var (status, answer, headers) = await app.SendAsync(HttpMethod.Get, $"/emails/{id}");

        await mendAsync();

        Assert.Equal((500, "application_error"), (status, answer.GetProperty("name").GetString()));
        Assert.Equal(headers.GetValues("X-Request-Id").Single(), answer.GetProperty("request_id").GetString());
    }

    private static TypedData Timer() => new() { Json = """{"Schedule":{"AdjustForDST":true},"ScheduleStatus":null,"IsPastDue":false}""" };

    /// <returns>What mends it, so that lists of other tests can read it.</returns>
    private async Task<Func<Task>> BreakRowAsync(string recipient)
    {
        var table = new TableClient(app.StorageConnectionString, "EmailStatus");
        await foreach (var row in table.QueryAsync<TableEntity>(cancellationToken: Cancellation))
        {
            if (row.GetString("Recipients")?.Contains(recipient, StringComparison.Ordinal) != true)
                continue;

            var whole = row.GetString("Recipients");
            row["Recipients"] = "{broken";
            await table.UpdateEntityAsync(row, ETag.All, TableUpdateMode.Replace, Cancellation);
            row["Recipients"] = whole;
            return () => table.UpdateEntityAsync(row, ETag.All, TableUpdateMode.Replace, Cancellation);
        }

        throw new InvalidOperationException($"There is no row with {recipient}.");
    }
}
