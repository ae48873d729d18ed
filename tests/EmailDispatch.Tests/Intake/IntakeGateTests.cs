using System.Net;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using EmailDispatch.Intake;
using EmailDispatch.Storage;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Tests.Intake;

/// <summary>How many submissions are accepted at once, and what happens to the others.</summary>
public sealed class IntakeGateTests : IDisposable
{
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 11, 21, 10, 20, 0, TimeSpan.Zero));
    private readonly RecordedLog _log = new();
    private readonly StoragePressure _pressure;
    private readonly IntakeGate _gate;

    public IntakeGateTests()
    {
        _pressure = new StoragePressure(_time);
        _gate = new IntakeGate(_pressure, _time, new Random(1), _log.Factory.CreateLogger<IntakeGate>());
    }

    public void Dispose() => _log.Dispose();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Submissions_above_the_limit_wait_in_order_and_those_above_that_are_refused()
    {
        var entered = await FillAsync();
        var waiting = Enumerable.Range(0, IntakeGate.Most).Select(_ => EnterAsync()).ToList();

        var refusal = await Assert.ThrowsAsync<IntakeBusyException>(EnterAsync);
        var others = new List<double>();
        for (var n = 0; n < 20; n++)
            others.Add((await Assert.ThrowsAsync<IntakeBusyException>(EnterAsync)).RetryAfter.TotalSeconds);
        entered[0].Dispose();
        await waiting[0];

        Assert.InRange(refusal.RetryAfter.TotalSeconds, 2, 5);
        Assert.Equal([2, 3, 4, 5], others.Distinct().Order());
        Assert.All(waiting.Skip(1), waiter => Assert.False(waiter.IsCompleted));
        var line = Assert.Single(_log.Lines, line => line.StartsWith("Warning 1004", StringComparison.Ordinal));
        Assert.Contains(" 1 refused", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submission_that_waited_too_long_is_refused()
    {
        await FillAsync();
        var waiting = EnterAsync();

        _time.Advance(TimeSpan.FromSeconds(2));

        await Assert.ThrowsAsync<IntakeBusyException>(() => waiting);
    }

    [Fact]
    public async Task Caller_who_goes_leaves_the_line()
    {
        var entered = await FillAsync();
        using var caller = new CancellationTokenSource();
        var first = EnterAsync();
        var gone = _gate.EnterAsync(caller.Token).AsTask();
        var later = EnterAsync();

        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        Assert.False(first.IsCompleted);
        entered[0].Dispose();

        var places = entered.Skip(1).Append(await first).ToList();
        Assert.False(later.IsCompleted);

        // Nor is a place lost.
        foreach (var place in places)
            place.Dispose();
        (await later).Dispose();
        Assert.All(Enumerable.Range(0, IntakeGate.Most).Select(_ => EnterAsync()).ToList(), entry => Assert.True(entry.IsCompleted));
    }

    [Fact]
    public async Task Places_that_become_free_go_to_those_who_wait_longest()
    {
        var entered = await FillAsync();
        var waiting = Enumerable.Range(0, 3).Select(_ => EnterAsync()).ToList();

        entered[0].Dispose();
        entered[1].Dispose();
        entered[1].Dispose();

        await Task.WhenAll(waiting[..2]);
        Assert.False(waiting[2].IsCompleted);
    }

    [Fact]
    public async Task Limit_is_lowered_before_the_next_submission_enters()
    {
        for (var n = 0; n < IntakeGate.Most / 2; n++)
            await EnterAsync();
        await ThrottleAsync();

        Assert.False(EnterAsync().IsCompleted);
    }

    [Fact]
    public async Task Throttled_storage_halves_the_limit_once_a_round_and_the_limit_recovers()
    {
        await ThrottleAsync();
        (await EnterAsync()).Dispose();
        await ThrottleAsync();
        (await EnterAsync()).Dispose();
        var once = _gate.Limit;
        for (var round = 0; round < 10; round++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await ThrottleAsync();
            (await EnterAsync()).Dispose();
        }

        var least = _gate.Limit;
        _time.Advance(TimeSpan.FromSeconds(1));
        for (var n = 0; n < IntakeGate.Least; n++)
            (await EnterAsync()).Dispose();
        Assert.Equal(IntakeGate.Least, _gate.Limit);
        (await EnterAsync()).Dispose();
        Assert.Equal(IntakeGate.Least + 1, _gate.Limit);
        for (var n = 0; n < IntakeGate.Most * IntakeGate.Most; n++)
            (await EnterAsync()).Dispose();

        Assert.Equal((IntakeGate.Most / 2, IntakeGate.Least, IntakeGate.Most), (once, least, _gate.Limit));
    }

    private Task<IntakeGate.Place> EnterAsync() => _gate.EnterAsync(Cancellation).AsTask();

    private async Task<List<IntakeGate.Place>> FillAsync()
    {
        var places = new List<IntakeGate.Place>();
        for (var n = 0; n < IntakeGate.Most; n++)
            places.Add(await EnterAsync());
        return places;
    }

    /// <summary>One write that storage throttles.</summary>
    private async Task ThrottleAsync()
    {
        using var handler = new Throttling();
        using var transport = new HttpClientTransport(handler);
        var options = new TableClientOptions { Transport = transport, Retry = { MaxRetries = 0 } };
        options.AddPolicy(_pressure, HttpPipelinePosition.PerRetry);
        var table = new TableClient(new Uri("https://storage.test"), "Rows", new TableSharedKeyCredential("storage", "a2V5"), options);

        await Assert.ThrowsAsync<Azure.RequestFailedException>(() => table.AddEntityAsync(new TableEntity("p", "r"), Cancellation));
    }

    private sealed class Throttling : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { RequestMessage = request, Content = new StringContent("") });
    }
}
