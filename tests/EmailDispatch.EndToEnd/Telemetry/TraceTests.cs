using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using EmailDispatch.Functions;
using EmailDispatch.LocalHost.Runtime;
using EmailDispatch.LocalHost.Runtime.Http;
using EmailDispatch.Sandbox;
using EmailDispatch.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace EmailDispatch.EndToEnd.Telemetry;

public sealed class TraceTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const string ApiKey = "ed_test_not_a_secret_0123456789abcdefghijklmnopqrstuv";
    private const string CallersTrace = "0af7651916cd43dd8448eb211c80319c";

    private readonly ConcurrentQueue<Activity> _spans = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_trace_leads_from_the_request_over_the_queue_and_a_failover_to_the_reply()
    {
        using var tracing = Sdk.CreateTracerProviderBuilder()
            .AddSource("Microsoft.AspNetCore", DispatchTelemetry.Name)
            .AddProcessor(new SimpleActivityExportProcessor(new MemoryExporter(_spans)))
            .Build();
        await using var full = await SandboxServer.StartAsync(new SandboxServerOptions { Behaviour = SandboxBehaviour.Refuse421 }, Cancellation);
        await using var working = await SandboxServer.StartAsync(new SandboxServerOptions(), Cancellation);
        await using var app = await StartHostAsync(full, working);

        var id = await PostAsync(app);
        await Eventually.GetAsync(() => Task.FromResult(SpansOf(id).Count), count => count == 4, Cancellation);

        var (accept, dispatch, first, second) = (Span("accept email"), Span("dispatch email"), Spans("send email")[0], Spans("send email")[1]);
        Assert.All((Activity[])[accept, dispatch, first, second], span => Assert.Equal(CallersTrace, span.TraceId.ToHexString()));
        Assert.Equal(accept.SpanId, dispatch.ParentSpanId);
        Assert.Equal([dispatch.SpanId, dispatch.SpanId], [first.ParentSpanId, second.ParentSpanId]);
        Assert.Equal((id, 1), (dispatch.GetTagItem("email_dispatch.email.id"), dispatch.GetTagItem("email_dispatch.attempt")));
        Assert.Equal(("full", "provider_failed", 421), OutcomeOf(first));
        Assert.Equal(("working", "sent", 250), OutcomeOf(second));
        Assert.Equal((ActivityStatusCode.Error, ActivityStatusCode.Unset), (first.Status, second.Status));
    }

    // Other tests in this process also create spans, in traces of their own.
    private IEnumerable<Activity> OurSpans => _spans.Where(span => span.TraceId.ToHexString() == CallersTrace);

    private List<Activity> SpansOf(string id) =>
        [.. OurSpans.Where(span => span.Source.Name == DispatchTelemetry.Name && (span.OperationName == "send email" || Equals(span.GetTagItem("email_dispatch.email.id"), id)))];

    private Activity Span(string name) => Assert.Single(Spans(name));

    private Activity[] Spans(string name) => [.. OurSpans.Where(span => span.OperationName == name).OrderBy(span => span.StartTimeUtc)];

    private static (object?, object?, object?) OutcomeOf(Activity span) =>
        (span.GetTagItem("email_dispatch.provider"), span.GetTagItem("email_dispatch.outcome"), span.GetTagItem("email_dispatch.reply_code"));

    private static async Task<string> PostAsync(WebApplication app)
    {
        using var client = new HttpClient();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{address}/emails");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", ApiKey);
        request.Headers.Add("traceparent", $"00-{CallersTrace}-b7ad6b7169203331-01");
        request.Content = new StringContent("""{"from":"a@example.com","to":"b@example.com","subject":"Hello","text":"Hello"}""", Encoding.UTF8, "application/json");
        using var response = await client.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        using var answer = System.Text.Json.JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancellation));
        return answer.RootElement.GetProperty("id").GetString()!;
    }

    private async Task<WebApplication> StartHostAsync(params SandboxServer[] providers)
    {
        List<string> arguments =
        [
            "--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=None",
            $"--AzureWebJobsStorage={azurite.ConnectionString}", $"--Access:Keys:0:Key={ApiKey}",
        ];
        string[] names = ["full", "working"];
        for (var n = 0; n < providers.Length; n++)
        {
            arguments.AddRange(
            [
                $"--Providers:{n}:Name={names[n]}", $"--Providers:{n}:Host={providers[n].Host}",
                $"--Providers:{n}:Port={providers[n].Port.ToString(CultureInfo.InvariantCulture)}",
                $"--Providers:{n}:Security=None", $"--Providers:{n}:Priority={n}",
            ]);
        }

        var builder = FunctionsHost.CreateBuilder([.. arguments]);
        builder.AddFunctions(typeof(Composition).Assembly).AddEmailDispatch(builder.Configuration);
        var app = builder.Build();
        app.MapFunctions();
        await app.StartAsync(Cancellation);
        return app;
    }

    private sealed class MemoryExporter(ConcurrentQueue<Activity> spans) : BaseExporter<Activity>
    {
        public override ExportResult Export(in Batch<Activity> batch)
        {
            foreach (var span in batch)
                spans.Enqueue(span);
            return ExportResult.Success;
        }
    }
}
