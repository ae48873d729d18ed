using EmailDispatch.Emails;
using EmailDispatch.LocalHost.Sandbox;
using EmailDispatch.Operations;
using EmailDispatch.Status;
using Microsoft.Extensions.DependencyInjection;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>A bug at whatever step after the claim ends the email in a recorded status, within bounded attempts.</summary>
[Collection<ScenarioStorage>]
public sealed class FaultScenarios(Azurite azurite)
{
    // Every call of the clock between the claim and the end of an attempt, and a few more that never happen.
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

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Email_ends_recorded_wherever_an_exception_comes(int call, bool again)
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite, [new("first"), new("second")], services => services.AddSingleton<TimeProvider>(_time));
        scenario["first"].On(SandboxPhase.Rcpt, c => c.Recipient == "b@example.com" ? "452 4.3.1 Daily sending quota exceeded" : null);
        var message = await scenario.AcceptAsync(["a@example.com", "b@example.com"], delivery: "at_most_once");
        var (deliveries, throws) = (0, 0);

        // What the trigger does: a message that a function throws for comes back, and is poison after five times.
        for (var queued = message; queued is not null; deliveries++)
        {
            Assert.InRange(deliveries, 0, 60);
            var messages = scenario.Queue.Count;
            _time.TripAt(deliveries == 0 || again ? call : null);
            try
            {
                await scenario.RunAsync(queued);
                throws = 0;
            }
            catch (InvalidOperationException)
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

        var row = await scenario.ReadAsync(message);
        Assert.True(row.Status.IsTerminal(), $"{row.Status} after {deliveries} deliveries.");
        var copies = scenario["first"].Inbox.After().Concat(scenario["second"].Inbox.After()).SelectMany(email => email.AcceptedRecipients).ToList();
        Assert.Equal(copies.Distinct(), copies);
        Assert.All(row.Recipients.Where(r => r.Status == EmailStatus.Sent), r => Assert.Contains(r.Address, copies));
        Assert.All(row.Recipients.Where(r => r.Status is EmailStatus.Failed), r => Assert.DoesNotContain(r.Address, copies));
    }

    /// <summary>A clock that throws once, at a certain call: a bug at whatever place asks for the time.</summary>
    private sealed class TrippingTime : TimeProvider
    {
        private int _left;

        public DateTimeOffset Now { get; set; } = new(2026, 3, 10, 10, 20, 0, TimeSpan.Zero);

        public void TripAt(int? call) => _left = call ?? 0;

        public override DateTimeOffset GetUtcNow() =>
            Volatile.Read(ref _left) > 0 && Interlocked.Decrement(ref _left) == 0 ? throw new InvalidOperationException("The clock tripped.") : Now;
    }
}
