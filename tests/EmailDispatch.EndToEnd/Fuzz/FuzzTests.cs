using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using EmailDispatch.EndToEnd.Hosting;

namespace EmailDispatch.EndToEnd.Fuzz;

/// <summary>
/// Thousands of hostile requests: each is answered, none with a 5xx; the log has no errors; and storage has exactly what was accepted. The number
/// of a failed request reproduces it.
/// </summary>
public sealed class FuzzTests : IAsyncLifetime
{
    private const int Callers = 16;

    private static readonly int Requests = TestSize.Of("FUZZ_REQUESTS", 5_000);
    private static readonly int Seed = TestSize.Of("FUZZ_SEED", 20_260_310);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private Azurite? _azurite;
    private EmailHost? _host;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _azurite = await Azurite.StartAsync(cancellationToken: Cancellation);
        var more = new Dictionary<string, string>
        {
            // Enqueued messages stay, so they can be counted.
            ["AzureWebJobs__DispatchEmail__Disabled"] = "true",
            ["Emails__AttachmentHosts__0"] = "nowhere.invalid",
        };
        _host = await EmailHost.StartAsync(new EmailHostSettings(_azurite.ConnectionString, [new HostedProvider("none", "127.0.0.1", 9)], More: more), Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
        if (_azurite is not null)
            await _azurite.DisposeAsync();
    }

    [Fact]
    public async Task Whatever_is_sent_is_answered_and_what_is_refused_leaves_nothing()
    {
        var cases = new FuzzCases(Seed, _host!.ApiKey, TimeProvider.System.GetUtcNow().AddHours(1));
        var ledger = new FuzzLedger();
        var statuses = new int[600];
        var next = -1;
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1 })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };

        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => CallAsync()));
        await SendNoiseAsync();

        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ", statuses.Index().Where(s => s.Item > 0).Select(s => $"{s.Index}: {s.Item}")) + $"; {ledger.Told}");
        Assert.Equal(ledger.Told, await ledger.ReadStorageAsync(_azurite!.ConnectionString, Cancellation));
        AssertLog();

        // The run is worthwhile only if it reached everything.
        Assert.All((int[])[200, 201, 202, 400, 401, 403, 404, 405, 413, 415, 422], status => Assert.True(statuses[status] > 0, $"No request was answered {status}."));
        Assert.InRange(statuses[202], Requests / 100, Requests / 4);

        async Task CallAsync()
        {
            while (Interlocked.Increment(ref next) is var number && number < Requests)
            {
                var fuzz = cases.Make(number);
                var (status, body, isReplayed) = await SendAsync(client, fuzz);
                Interlocked.Increment(ref statuses[status]);
                lock (ledger)
                    ledger.Enter(fuzz, status, body, isReplayed);
            }
        }
    }

    private async Task<(int Status, JsonElement Body, bool IsReplayed)> SendAsync(HttpClient client, FuzzCase fuzz)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        deadline.CancelAfter(Deadline);
        using var request = fuzz.ToRequest(_host!.BaseUrl);
        try
        {
            using var answer = await client.SendAsync(request, deadline.Token);
            var status = (int)answer.StatusCode;
            var body = await answer.Content.ReadAsByteArrayAsync(deadline.Token);
            Assert.True(status < 500, $"{status} {Encoding.UTF8.GetString(body)} was the answer to {fuzz}\n{string.Join('\n', Faults())}");
            if (answer.Content.Headers.ContentType?.MediaType != "application/json" || body.Length == 0)
                return (status, default, false);

            var json = JsonDocument.Parse(body).RootElement;
            if (status >= 400)
                AssertRefusal(fuzz, status, json, body.Length);
            return (status, json, answer.Headers.Contains("Idempotent-Replayed"));
        }
        catch (Exception fault) when (fault is OperationCanceledException or HttpRequestException)
        {
            Assert.Fail($"{fault.GetType().Name}: {fault.Message} instead of an answer to {fuzz}");
            throw;
        }
    }

    private static void AssertRefusal(FuzzCase fuzz, int status, JsonElement answer, int length)
    {
        Assert.True(answer.GetProperty("statusCode").GetInt32() == status, $"{answer} was the answer, {status}, to {fuzz}");
        Assert.True(length < 100_000, $"{length} bytes were the answer to {fuzz}");
        Assert.NotEqual("", answer.GetProperty("request_id").GetString());
    }

    /// <summary>Requests that no HTTP client can send.</summary>
    private async Task SendNoiseAsync()
    {
        var good = Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"POST /emails HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {_host!.ApiKey}\r\nContent-Type: application/json\r\nContent-Length: 30\r\n\r\n{{\"from\":\"a@example.com\",\"x\":1}}"));
        var chunked = Encoding.ASCII.GetBytes(
            $"POST /emails HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {_host.ApiKey}\r\nTransfer-Encoding: chunked\r\n\r\n1e\r\n{{\"from\":\"a@example.com\",\"x\":1}}\r\n0\r\n\r\n");
        for (var number = 0; number < 400; number++)
        {
            var random = new Random(Seed + number);
            var sent = JsonMutation.Bytes(random.Next(2) == 0 ? good : chunked, random);
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync("127.0.0.1", _host.BaseUrl.Port, Cancellation);
            var received = await ExchangeAsync(socket, sent);
            // 505 is right for an invalid HTTP version.
            Assert.False(received.StartsWith("HTTP/1.1 5", StringComparison.Ordinal) && !received.StartsWith("HTTP/1.1 505", StringComparison.Ordinal), $"{received} was the answer to the bytes {number}: {Encoding.Latin1.GetString(sent)}");
        }
    }

    private static async Task<string> ExchangeAsync(Socket socket, byte[] sent)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        deadline.CancelAfter(Deadline);
        var received = new byte[16 * 1024];
        var length = 0;
        try
        {
            await socket.SendAsync(sent, deadline.Token);
            socket.Shutdown(SocketShutdown.Send);
            while (length < received.Length && await socket.ReceiveAsync(received.AsMemory(length), deadline.Token) is > 0 and var read)
                length += read;
        }
        catch (SocketException)
        {
            // A closed connection also counts as an answer.
        }

        return Encoding.Latin1.GetString(received, 0, length);
    }

    private void AssertLog()
    {
        Assert.Empty(Faults());
        Assert.False(_host!.HasExited);
    }

    private IEnumerable<string> Faults() => _host!.Output.Split('\n').Where(line =>
        line.Contains(" fail: ", StringComparison.Ordinal) || line.Contains(" crit: ", StringComparison.Ordinal) || line.Contains("Unhandled", StringComparison.Ordinal));
}
