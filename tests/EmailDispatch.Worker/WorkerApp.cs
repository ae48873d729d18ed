using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Azure.Storage.Queues;
using EmailDispatch.Queueing;
using EmailDispatch.Sandbox;
using EmailDispatch.Worker.Host;

[assembly: AssemblyFixture(typeof(Azurite))]

namespace EmailDispatch.Worker;

/// <summary>The published app under the minimal host, with Azurite behind it and one SMTP server.</summary>
public sealed class WorkerApp(Azurite azurite) : IAsyncLifetime
{
    public const string Key = "ed_test_not_a_secret_0123456789abcdefghijklmnopqrstuv";
    public const string OfficeKey = "ed_test_not_a_secret_of_the_office_0123456789abcdefgh";
    public const string OfficeAddress = "203.0.113.9";

    private const string ClientAddressHeader = "Client-IP";

    private HttpClient _client = null!;

    internal MinimalHost Host { get; private set; } = null!;

    internal SandboxServer Smtp { get; private set; } = null!;

    internal Ingestion Telemetry { get; private set; } = null!;

    /// <summary>The share of the traces that are exported, from 0 to 1.</summary>
    internal string SampledTraces { get; init; } = "1.0";

    internal string StorageConnectionString => azurite.ConnectionString;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Telemetry = await Ingestion.StartAsync(Cancellation);
        Smtp = await SandboxServer.StartAsync(new SandboxServerOptions(), Cancellation);
        Host = await MinimalHost.StartAsync(
            new Dictionary<string, string>
            {
                ["AzureWebJobsStorage"] = azurite.ConnectionString,
                ["APPLICATIONINSIGHTS_CONNECTION_STRING"] = Telemetry.ConnectionString,
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Telemetry.Address,
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                // A limit by time, as the default is, also drops traces that begin together.
                ["OTEL_TRACES_SAMPLER"] = "microsoft.fixed_percentage",
                ["OTEL_TRACES_SAMPLER_ARG"] = SampledTraces,
                ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
                ["OTEL_BLRP_SCHEDULE_DELAY"] = "200",
                ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
                ["Access__ClientAddressHeader"] = ClientAddressHeader,
                ["Access__Keys__0__Key"] = Key,
                ["Access__Keys__1__Key"] = OfficeKey,
                ["Access__Keys__1__IpRanges"] = $"{OfficeAddress}/32",
                ["Providers__0__Name"] = "only",
                ["Providers__0__Host"] = Smtp.Host,
                ["Providers__0__Port"] = Smtp.Port.ToString(CultureInfo.InvariantCulture),
                ["Providers__0__Security"] = "None",
            },
            Cancellation);
        _client = new HttpClient { BaseAddress = Host.Http };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (Host is not null)
            await Host.DisposeAsync();
        await Smtp.DisposeAsync();
        await Telemetry.DisposeAsync();
    }

    /// <summary>
    /// Sends a request as the front end of Azure hands it on: it appends the caller's address to what the caller claims in
    /// <c>X-Forwarded-For</c>, and writes it to <c>Client-IP</c> in place of whatever the caller sent.
    /// </summary>
    internal async Task<(int Status, JsonElement Answer, HttpResponseHeaders Headers)> SendAsync(
        HttpMethod method, string path, string? key = Key, string? body = null, string from = "198.51.100.7", string claimed = "", string contentType = "application/json")
    {
        using var request = new HttpRequestMessage(method, path);
        if (key is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        request.Headers.Add("X-Forwarded-For", claimed.Length == 0 ? $"{from}:50123" : $"{claimed}, {from}:50123");
        request.Headers.Add(ClientAddressHeader, $"{from}:50123");
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, contentType);
        using var answer = await _client.SendAsync(request, Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        return ((int)answer.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone(), answer.Headers);
    }

    /// <summary>Takes the message of an email off the dispatch queue, and what lies there before it.</summary>
    internal async Task<string> TakeMessageAsync(string id)
    {
        var queue = new QueueClient(azurite.ConnectionString, DispatchQueue.QueueName);
        while ((await queue.ReceiveMessagesAsync(32, TimeSpan.FromMinutes(1), Cancellation)).Value is { Length: > 0 } messages)
        {
            foreach (var message in messages)
                await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, Cancellation);
            if (Array.Find(messages, message => message.MessageText.Contains(id, StringComparison.Ordinal)) is { } found)
                return found.MessageText;
        }

        throw new InvalidOperationException($"There is no message of {id} on the queue.");
    }
}
