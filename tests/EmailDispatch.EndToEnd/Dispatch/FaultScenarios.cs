using System.Collections;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using EmailDispatch.Dispatch;
using EmailDispatch.Emails;
using EmailDispatch.Operations;
using EmailDispatch.Sandbox;
using EmailDispatch.Status;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>A bug at any step after the claim ends the email in a recorded status, with a limited number of attempts.</summary>
[Collection<ScenarioStorage>]
public sealed class FaultScenarios(Azurite azurite)
{
    // More than the clock calls between the claim and the end of an attempt.
    private const int ClockCalls = 24;

    private readonly TrippingTime _time = new();

    [Theory]
    [InlineData("at_least_once")]
    [InlineData("at_most_once")]
    public async Task Email_that_cannot_be_composed_fails_with_the_reason(string delivery)
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var message = await scenario.AcceptAsync(delivery: delivery);
        var email = message.Message.Payload! with { Attachments = [new Attachment("a.bin", [1], "./x")] };
        var broken = message with { Text = (message.Message with { Payload = email }).Serialize() };

        var first = await scenario.DispatchAsync(broken);
        var second = await scenario.DispatchNextAsync(first);

        Assert.Equal(["a@example.com deferred"], first.Recipients);
        Assert.Equal(TimeSpan.FromMinutes(1), first.Next!.Delay);
        Assert.Equal(["a@example.com failed"], second.Recipients);
        Assert.Null(second.Next);
        Assert.Equal("dispatcher_fault", second.Row.Recipients[0].Category);
        Assert.Contains("ParseException", second.Row.Recipients[0].Reply, StringComparison.Ordinal);
        Assert.All(second.Row.Attempts, attempt => Assert.Equal(("prepare", "dispatcher_fault"), (attempt.Phase, attempt.Category)));
        Assert.True(await scenario.HasPayloadAsync(message));
        Assert.Equal("used", await scenario.BreakerAsync("first"));
    }

    public static TheoryData<int, bool> Steps
    {
        get
        {
            var steps = new TheoryData<int, bool>();
            for (var call = 1; call <= ClockCalls; call++)
            {
                steps.Add(call, false);
                steps.Add(call, true);
            }

            return steps;
        }
    }

    public static TheoryData<int> Calls => [.. Enumerable.Range(1, ClockCalls)];

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Email_ends_recorded_wherever_an_exception_comes(int call, bool again)
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite, [new("first"), new("second")], services => services.AddSingleton<TimeProvider>(_time));
        scenario["first"].On(SandboxPhase.Rcpt, c => c.Recipient == "b@example.com" ? "452 4.3.1 Daily sending quota exceeded" : null);
        var message = await scenario.AcceptAsync(["a@example.com", "b@example.com"], delivery: "at_most_once");

        var deliveries = await DeliverAsync(scenario, message, tripsAt: delivery => delivery == 0 || again ? call : null);

        var row = await scenario.ReadAsync(message);
        Assert.True(row.Status.IsTerminal(), $"{row.Status} after {deliveries} deliveries.");
        var copies = scenario["first"].Inbox.After().Concat(scenario["second"].Inbox.After()).SelectMany(email => email.AcceptedRecipients).ToList();
        Assert.Equal(copies.Distinct(), copies);
        Assert.All(row.Recipients.Where(r => r.Status == EmailStatus.Sent), r => Assert.Contains(r.Address, copies));
        Assert.All(row.Recipients.Where(r => r.Status is EmailStatus.Failed), r => Assert.DoesNotContain(r.Address, copies));
    }

    [Theory]
    [InlineData("at_least_once")]
    [InlineData("at_most_once")]
    public async Task Email_waits_by_the_schedule_while_there_is_no_memory_to_compose_it(string delivery)
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var message = await scenario.AcceptAsync(delivery: delivery);
        var delays = new List<TimeSpan>();

        // More tries than the two faults that would end an email.
        var queued = message;
        for (var tries = 0; tries < 4; tries++)
        {
            await scenario.Get<Dispatcher>().DispatchAsync(queued.Message with { Payload = queued.Message.Payload! with { Headers = new NoMemory() } }, TestContext.Current.CancellationToken);
            queued = scenario.Queue[^1];
            delays.Add(queued.Delay);
            scenario.Time.Now += queued.Delay;
        }

        var waiting = await scenario.ReadAsync(message);
        var sent = await scenario.DispatchAsync(queued);
        Assert.Equal([1, 5, 15, 60], delays.Select(delay => delay.TotalMinutes));
        Assert.Equal((EmailStatus.Deferred, 4), (waiting.Status, waiting.AttemptNumber));
        Assert.Equal("The instance ran out of memory before it had sent the email.", waiting.Recipients[0].Reply);
        Assert.Null(waiting.Recipients[0].Category);
        Assert.Equal([2011, 2011, 2011, 2011], scenario.Logs.Errors);
        Assert.Equal("used", await scenario.BreakerAsync("first"));
        Assert.Equal(["a@example.com sent"], sent.Recipients);
        Assert.Equal(1, scenario["first"].Inbox.Count + scenario["second"].Inbox.Count);
    }

    [Fact]
    public async Task Email_that_never_finds_the_memory_fails_with_its_time_and_says_why()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite, [new("first")], ("Dispatch:MaxAge", "01:00:00"));
        var message = await scenario.AcceptAsync();

        var (queued, attempts) = (message, 0);
        for (var messages = 0; messages < scenario.Queue.Count; attempts++)
        {
            Assert.InRange(attempts, 0, 10);
            messages = scenario.Queue.Count;
            await scenario.Get<Dispatcher>().DispatchAsync(queued.Message with { Payload = queued.Message.Payload! with { Headers = new NoMemory() } }, TestContext.Current.CancellationToken);
            queued = scenario.Queue[^1];
            scenario.Time.Now += queued.Delay;
        }

        var row = await scenario.ReadAsync(message);
        Assert.Equal((EmailStatus.Failed, 4), (row.Status, attempts));
        Assert.Equal("The instance ran out of memory before it had sent the email.", row.Recipients[0].Reply);
        Assert.Equal(0, scenario["first"].Inbox.Count);
        Assert.True(await scenario.HasPayloadAsync(message));
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Email_is_sent_wherever_memory_runs_out(int call)
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite, [new("first"), new("second")], services => services.AddSingleton<TimeProvider>(_time));
        _time.Fault = () => new InsufficientMemoryException(TrippingTime.Word);
        var message = await scenario.AcceptAsync();

        await DeliverAsync(scenario, message, tripsAt: delivery => delivery < 3 ? call : null);

        var row = await scenario.ReadAsync(message);
        Assert.Equal(EmailStatus.Sent, row.Status);
        Assert.DoesNotContain(row.Attempts, attempt => attempt.Category == "dispatcher_fault" && attempt.Outcome != AttemptOutcome.Sent);
        Assert.DoesNotContain(2009, scenario.Logs.Errors);
        Assert.Equal("used", await scenario.BreakerAsync("first"));
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Lost_answer_to_the_dot_stays_one_wherever_memory_runs_out(int call)
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite, [new("first"), new("second")], services => services.AddSingleton<TimeProvider>(_time));
        _time.Fault = () => new InsufficientMemoryException(TrippingTime.Word);
        var copies = 0;
        foreach (var provider in new[] { "first", "second" })
        {
            scenario[provider].On(SandboxPhase.Dot, _ =>
            {
                copies++;
                return SandboxReply.Drop;
            });
        }

        var message = await scenario.AcceptAsync(delivery: "at_most_once");

        await DeliverAsync(scenario, message, tripsAt: delivery => delivery < 3 ? call : null);

        Assert.Equal(EmailStatus.Unknown, (await scenario.ReadAsync(message)).Status);
        Assert.Equal(1, copies);
    }

    [Fact]
    public async Task Stored_email_that_there_is_no_memory_to_read_is_put_back_by_the_schedule_and_sent()
    {
        var blobs = new NoMemoryForBlobs();
        await using var scenario = await DispatchScenario.StartAsync(azurite, [new("first")], services => services.AddSingleton(s =>
        {
            var options = new BlobClientOptions();
            options.AddPolicy(blobs, HttpPipelinePosition.PerCall);
            return new BlobServiceClient(s.GetRequiredService<IConfiguration>()["AzureWebJobsStorage"], options);
        }));
        var queued = await scenario.AcceptAsync(textLength: 200_000);
        var (message, delays) = (queued, new List<TimeSpan>());

        blobs.IsFull = true;
        for (var tries = 0; tries < 3; tries++)
        {
            await scenario.RunAsync(queued);
            queued = scenario.Queue[^1];
            delays.Add(queued.Delay);
            scenario.Time.Now += queued.Delay;
        }

        var waiting = await scenario.ReadAsync(message);
        blobs.IsFull = false;
        var sent = await scenario.DispatchAsync(queued);
        Assert.Equal([1, 5, 15], delays.Select(delay => delay.TotalMinutes));
        Assert.Equal((EmailStatus.Queued, 0), (waiting.Status, waiting.AttemptNumber));
        Assert.Equal([2011, 2011, 2011], scenario.Logs.Errors);
        Assert.Equal(["a@example.com sent"], sent.Recipients);
    }

    /// <summary>
    /// Delivers a message like the trigger: if the function throws, the message comes back, and after five times it is poison. Returns the number
    /// of deliveries.
    /// </summary>
    private async Task<int> DeliverAsync(DispatchScenario scenario, QueuedMessage message, Func<int, int?> tripsAt)
    {
        var (deliveries, throws) = (0, 0);
        for (var queued = message; queued is not null; deliveries++)
        {
            Assert.InRange(deliveries, 0, 60);
            var messages = scenario.Queue.Count;
            _time.TripAt(tripsAt(deliveries));
            try
            {
                await scenario.RunAsync(queued);
                throws = 0;
            }
            catch (Exception fault) when (fault.Message == TrippingTime.Word)
            {
                _time.TripAt(null);
                _time.Now += TimeSpan.FromSeconds(30);
                if (++throws < 5)
                    continue;

                throws = 0;
                await scenario.Get<PoisonedMessages>().SettleAsync(queued.Text, TestContext.Current.CancellationToken);
            }

            _time.TripAt(null);
            queued = scenario.Queue.Skip(messages).SingleOrDefault();
            _time.Now += queued?.Delay ?? TimeSpan.Zero;
        }

        return deliveries;
    }

    /// <summary>An empty list of header fields that throws out of memory when first enumerated.</summary>
    private sealed class NoMemory : IReadOnlyList<EmailHeader>
    {
        private bool _hasThrown;

        public int Count => 0;

        public EmailHeader this[int index] => throw new ArgumentOutOfRangeException(nameof(index));

        public IEnumerator<EmailHeader> GetEnumerator()
        {
            if (_hasThrown)
                return Enumerable.Empty<EmailHeader>().GetEnumerator();
            _hasThrown = true;
            throw new InsufficientMemoryException();
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    /// <summary>Throws out of memory when a blob is read, if so set.</summary>
    private sealed class NoMemoryForBlobs : HttpPipelineSynchronousPolicy
    {
        public bool IsFull { get; set; }

        public override void OnSendingRequest(HttpMessage message)
        {
            if (IsFull && message.Request.Method == RequestMethod.Get)
                throw new InsufficientMemoryException();
        }
    }

    /// <summary>A clock that throws once, at a given call, to simulate a bug wherever the time is read.</summary>
    private sealed class TrippingTime : TimeProvider
    {
        public const string Word = "The clock tripped.";

        private int _left;

        public Func<Exception> Fault { get; set; } = () => new InvalidOperationException(Word);

        public DateTimeOffset Now { get; set; } = new(2026, 3, 10, 10, 20, 0, TimeSpan.Zero);

        public void TripAt(int? call) => _left = call ?? 0;

        public override DateTimeOffset GetUtcNow() =>
            Volatile.Read(ref _left) > 0 && Interlocked.Decrement(ref _left) == 0 ? throw Fault() : Now;
    }
}
