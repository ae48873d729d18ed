using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using EmailDispatch.Worker.Host;

namespace EmailDispatch.Worker;

/// <summary>What leaves the worker, as Application Insights and a collector get it.</summary>
[Collection(WorkerAppCollection.Name)]
public sealed class TelemetryTests(WorkerApp app, Azurite azurite)
{
    private const string Email = """{"from":"a@example.com","to":"b@example.com","subject":"Hello","text":"Hello"}""";
    private const string Accepted = "1001";
    private const string Tried = "2001";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Host_is_told_not_to_send_the_logs_as_well() => Assert.Equal("True", app.Host.Capabilities["WorkerOpenTelemetryEnabled"]);

    [Fact]
    public async Task Line_of_the_log_arrives_once_with_its_id_category_and_scope()
    {
        var (id, requestId, _) = await SendOneAsync();

        var lines = await LinesAsync(id, line => Property(line, "EventId") == Tried);

        var accepted = Assert.Single(lines, line => Property(line, "EventId") == Accepted);
        Assert.Equal(("EmailDispatch.Intake", requestId), (Property(accepted, "CategoryName")[..20], Property(accepted, "request_id")));
        Assert.Single(lines, line => Property(line, "EventId") == Tried);
        Assert.DoesNotContain(id, app.Host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_trace_leads_from_the_request_over_the_queue_to_the_250()
    {
        var (id, _, _) = await SendOneAsync();

        // They end at different times, and are not sent together.
        string[] names = ["accept email", "dispatch email", "send email"];
        var spans = await Eventually.GetAsync(() => Task.FromResult(Spans()), found => names.All(name => Named(found, name, id) is not null), Cancellation);

        var (accept, dispatch, send) = (Named(spans, "accept email", id)!.Value, Named(spans, "dispatch email", id)!.Value, Named(spans, "send email", id)!.Value);
        Assert.Equal((Trace(accept), Trace(accept)), (Trace(dispatch), Trace(send)));
        Assert.Equal("250", Property(send, "email_dispatch.reply_code"));
    }

    /// <summary>What docs/deployment.md counts as the cost of logs.</summary>
    [Fact]
    public async Task Email_that_is_sent_costs_two_lines_and_four_spans()
    {
        var (id, _, _) = await SendOneAsync();

        var spans = await Eventually.GetAsync(() => Task.FromResult(Spans()), found => Named(found, "dispatch email", id) is not null, Cancellation);
        await LinesAsync(id, line => Property(line, "EventId") == Tried);

        var trace = Trace(Named(spans, "dispatch email", id)!.Value)!;
        Assert.Equal(2, app.Telemetry.Items("MessageData").Count(line => line.ToString().Contains(trace, StringComparison.Ordinal)));
        Assert.Equal(4, spans.Count(span => Trace(span) == trace));
    }

    [Fact]
    public async Task Worker_that_is_told_to_end_sends_what_it_still_has()
    {
        await using var another = new WorkerApp(azurite);
        await another.InitializeAsync();
        await another.SendAsync(HttpMethod.Post, "/emails", body: Email);

        await another.Host.StopAsync(Cancellation);

        var metrics = another.Telemetry.Items("MetricData").Select(item => Data(item).GetProperty("metrics")[0].GetProperty("name").GetString());
        Assert.Contains("email_dispatch.emails.accepted", metrics);
    }

    [Fact]
    public async Task Collector_gets_logs_metrics_and_traces()
    {
        var (id, _, _) = await SendOneAsync();

        var isThere = await Eventually.GetAsync(
            () => Task.FromResult(Has("/v1/logs", id) && Has("/v1/traces", id) && Has("/v1/metrics", "email_dispatch.attempts")), there => there, Cancellation);

        Assert.True(isThere);
    }

    [Fact]
    public async Task No_line_is_left_out_for_a_trace_that_is()
    {
        await using var another = new WorkerApp(azurite) { SampledTraces = "0" };
        await another.InitializeAsync();

        var (_, accepted, _) = await another.SendAsync(HttpMethod.Post, "/emails", body: Email);

        var id = accepted.GetProperty("id").GetString()!;
        var isLogged = await Eventually.GetAsync(
            () => Task.FromResult(another.Telemetry.Items("MessageData").Any(line => Property(line, "EventId") == Accepted && line.ToString().Contains(id, StringComparison.Ordinal))),
            logged => logged,
            Cancellation);
        Assert.True(isLogged);
        await another.Host.StopAsync(Cancellation);
        Assert.Empty(Spans(another));
    }

    [Fact]
    public async Task Chatter_of_the_storage_clients_is_left_out()
    {
        var (id, _, _) = await SendOneAsync();

        await LinesAsync(id, line => Property(line, "EventId") == Tried);

        Assert.DoesNotContain(app.Telemetry.Items("MessageData"), line => Property(line, "CategoryName").StartsWith("Azure", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Caller_who_resets_in_mid_upload_is_no_bug()
    {
        using (var client = new TcpClient { LingerState = new LingerOption(enable: true, 0) })
        {
            await client.ConnectAsync(app.Host.Http.Host, app.Host.Http.Port, Cancellation);
            var head = $"POST /emails HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {WorkerApp.Key}\r\nClient-IP: 198.51.100.7\r\nContent-Type: application/json\r\nContent-Length: 29000000\r\n\r\n{{\"from\":";
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), Cancellation);
            // More than host and worker buffer: the function reads.
            await client.GetStream().WriteAsync(new byte[16_000_000], Cancellation);
        }

        var lines = await Eventually.GetAsync(
            () => Task.FromResult(app.Telemetry.Items("MessageData")), found => found.Any(line => Property(line, "EventId") == "9003"), Cancellation);

        Assert.Contains(lines, line => Property(line, "EventId") == "9003");
        Assert.DoesNotContain(
            app.Telemetry.Items("ExceptionData"), fault => fault.ToString().Contains("SendEmail", StringComparison.Ordinal) && Property(fault, "EventId") == "9002");
    }

    private static JsonElement Data(JsonElement item) => item.GetProperty("data").GetProperty("baseData");

    private static string Property(JsonElement item, string name) =>
        Data(item).TryGetProperty("properties", out var properties) && properties.TryGetProperty(name, out var value) ? value.GetString()! : "";

    private static string? Trace(JsonElement item) => item.GetProperty("tags").GetProperty("ai.operation.id").GetString();

    private JsonElement[] Spans() => Spans(app);

    private static JsonElement[] Spans(WorkerApp app) => [.. app.Telemetry.Items("RequestData"), .. app.Telemetry.Items("RemoteDependencyData")];

    /// <summary>The span of that name in the trace of the email.</summary>
    private static JsonElement? Named(JsonElement[] spans, string name, string id)
    {
        var traces = spans.Where(span => Property(span, "email_dispatch.email.id") == id).Select(Trace).ToHashSet();
        return spans.Where(span => Data(span).GetProperty("name").GetString() == name && traces.Contains(Trace(span))).Select(span => (JsonElement?)span).FirstOrDefault();
    }

    private bool Has(string path, string text) => app.Telemetry.Collected(path).Any(body => body.Contains(text, StringComparison.Ordinal));

    private async Task<(string Id, string RequestId, string Message)> SendOneAsync()
    {
        var (_, accepted, headers) = await app.SendAsync(HttpMethod.Post, "/emails", body: Email);
        var id = accepted.GetProperty("id").GetString()!;
        var message = await app.TakeMessageAsync(id);
        await app.Host.InvokeAsync("DispatchEmail", MinimalHost.Message(message), Cancellation);
        return (id, headers.GetValues("X-Request-Id").Single(), message);
    }

    private Task<JsonElement[]> LinesAsync(string id, Predicate<JsonElement> isLast) => Eventually.GetAsync(
        () => Task.FromResult(app.Telemetry.Items("MessageData").Where(line => line.ToString().Contains(id, StringComparison.Ordinal)).ToArray()),
        lines => Array.Exists(lines, isLast),
        Cancellation);
}
