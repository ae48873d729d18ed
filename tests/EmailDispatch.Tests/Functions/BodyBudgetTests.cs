using System.IO.Compression;
using System.Net;
using EmailDispatch.Emails;
using EmailDispatch.Functions.Http;
using EmailDispatch.Intake;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Tests.Functions;

/// <summary>Bodies that become large are read as many at once as there is room for.</summary>
public sealed class BodyBudgetTests : IAsyncLifetime
{
    private const int BodyBytes = 4_000_000;
    private const int Room = 17_000_000;

    private readonly Gate _gate = new();
    private readonly RequestBudget _budget = new(Options.Create(new EmailLimits { MaxRequestBytesInFlight = Room }));
    private RunningHost _host = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await RunningHost.StartAsync([typeof(Bodies)], compose: worker =>
    {
        worker.Services.AddSingleton(_gate).AddSingleton(_budget);
        worker.UseMiddleware<ErrorMiddleware>().UseMiddleware<ContentMiddleware>();
    });

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("")]
    public async Task Bodies_above_the_budget_get_503(string coding)
    {
        var requests = Enumerable.Range(0, 16).Select(_ => PostAsync(BodyBytes, coding)).ToList();
        while (_gate.Changed is var changed && requests.Count(request => request.IsCompleted) + _gate.Waiting < requests.Count)
            await Task.WhenAny([.. requests.Where(request => !request.IsCompleted), changed]).WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
        var (reading, taken) = (_gate.Waiting, _budget.Taken);
        var small = PostAsync(1_000, coding);
        await _gate.UntilAsync(reading + 1);
        _gate.Open();

        var answers = await Task.WhenAll(requests);
        Assert.InRange(reading, 1, Room / BodyBytes);
        Assert.InRange(taken, 1, Room);
        Assert.Equal(reading, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        Assert.All(answers.Where(answer => answer.StatusCode != HttpStatusCode.OK), answer =>
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Equal("5", answer.Headers.GetValues("Retry-After").Single());
        });
        Assert.Equal(HttpStatusCode.OK, (await small).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(BodyBytes, coding)).StatusCode);
    }

    [Fact]
    public void Room_is_a_share_of_the_memory_and_a_request_alone_always_has_it()
    {
        var budget = new RequestBudget(Options.Create(new EmailLimits()), memory: 24_000_000);

        Assert.True(budget.TryTake(900_000));
        Assert.False(budget.TryTake(200_000));
        Assert.True(budget.TryTake(20_000_000, held: 900_000));
        Assert.False(budget.TryTake(1));
        Assert.Equal(20_900_000, budget.Taken);
    }

    [Fact]
    public async Task Instance_out_of_memory_returns_503_without_claims()
    {
        using var answer = await _host.Client.PostAsync("exhausted", content: null, Cancellation);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "10"), (answer.StatusCode, answer.Headers.GetValues("Retry-After").Single()));
        Assert.Contains("it is unknown whether the request was accepted", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> PostAsync(int bytes, string coding)
    {
        using var compressed = new MemoryStream();
        Stream content = coding switch
        {
            "gzip" => new GZipStream(compressed, CompressionMode.Compress),
            "br" => new BrotliStream(compressed, CompressionMode.Compress),
            "deflate" => new ZLibStream(compressed, CompressionMode.Compress),
            _ => compressed,
        };
        await content.WriteAsync(new byte[bytes], Cancellation);
        await content.DisposeAsync();
        using var body = new ByteArrayContent(compressed.ToArray());
        body.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        if (coding.Length > 0)
            body.Headers.TryAddWithoutValidation("Content-Encoding", coding);
        return await _host.Client.PostAsync("bodies", body, Cancellation);
    }

    /// <summary>Where requests wait that have been read.</summary>
    public sealed class Gate
    {
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _waiting;

        public int Waiting => _waiting;

        public Task Changed => _changed.Task;

        public async Task EnterAsync()
        {
            Interlocked.Increment(ref _waiting);
            Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
            await _open.Task;
        }

        public async Task UntilAsync(int waiting)
        {
            while (Changed is var changed && Waiting < waiting)
                await changed.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
        }

        public void Open() => _open.TrySetResult();
    }

    public sealed class Bodies(Gate gate, RequestBudget budget)
    {
        [Function("Read")]
        public async Task<IResult> ReadAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "bodies")] HttpRequest request, CancellationToken cancellationToken)
        {
            var body = await RequestBody.ReadAsync(request, 5_000_000, cancellationToken, budget);
            await gate.EnterAsync();
            return Results.Text($"{body?.Length}");
        }

        [Function("Exhaust")]
        public IResult Exhaust([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "exhausted")] HttpRequest request) =>
            Results.Bytes(new byte[int.MaxValue - 4 + request.Method.Length]);
    }
}
