using EmailDispatch.EndToEnd.Dispatch;
using EmailDispatch.Usage;

namespace EmailDispatch.EndToEnd.Usage;

/// <summary>The cost of a run depends only on the rows of the open hours.</summary>
public sealed class ClosedHoursTests(Azurite azurite, ITestOutputHelper output) : IClassFixture<Azurite>
{
    private static readonly int[] Sizes = [TestSize.Of("USAGE_CLOSED_ROWS", 3_000) / 3, TestSize.Of("USAGE_CLOSED_ROWS", 3_000)];

    private static readonly DateTimeOffset Start = new(2026, 5, 10, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Closed_hours_cost_nothing_and_a_late_change_opens_its_own_alone()
    {
        var time = new FixedTime { Now = Start };
        var writer = await new UsageInstance(azurite, time).PrepareAsync(Cancellation);
        var emails = new KnownEmails(writer, time, seed: 9);
        var costs = new List<int>();

        foreach (var size in Sizes)
        {
            // Advance the clock so the new emails have their own hours; Azurite searches a partition from its start.
            var hours = Math.Max(4, (size - emails.All.Count) / 2500);
            await emails.MakeAsync("one", size - emails.All.Count, time.Now + TimeSpan.FromHours(hours + 2), hours, Cancellation);
            await RunAsync(time, $"{size} rows, the new ones open");
            await emails.FinishAsync(Cancellation);
            time.Now += TimeSpan.FromMinutes(20);
            var closing = await RunAsync(time, $"{size} rows, closing");
            Assert.Equal(closing.Run.Open, closing.Run.Closed);

            var closed = await RunAsync(time, $"{size} rows, all closed");
            Assert.Equal((0, 0), (closed.Run.Open, closed.Run.Rows));
            Assert.InRange(closed.Requests, 1, 9);

            time.Now += TimeSpan.FromHours(1);
            await emails.ChangeAsync(1, Cancellation);
            var late = await RunAsync(time, $"{size} rows, one changed late");
            Assert.Equal((1, 1), (late.Run.Open, late.Run.Computed));
            await AssertRightAsync(emails);

            await emails.MakeAsync("one", 200, time.Now + TimeSpan.FromHours(3), hours: 1, Cancellation);
            await emails.FinishAsync(Cancellation);
            time.Now += TimeSpan.FromMinutes(20);
            costs.Add((await RunAsync(time, $"{size} rows and 200 open")).Requests);
        }

        Assert.InRange(costs[^1], 1, costs[0] + 5);
        await AssertRightAsync(emails);
    }

    private async Task<(int Requests, UsageRun Run)> RunAsync(FixedTime time, string what)
    {
        var instance = new UsageInstance(azurite, time);
        var run = await instance.Aggregator.RunAsync(Cancellation);
        output.WriteLine($"{what}: {instance.Power.Count} requests, {run.Rows} rows read, {run.Duration.TotalMilliseconds:0} ms");
        return (instance.Power.Count, run);
    }

    private async Task AssertRightAsync(KnownEmails emails)
    {
        var expected = IndependentCount.Of(emails.All);

        var actual = await IndependentCount.OfTableAsync(new UsageInstance(azurite, TimeProvider.System).Usage, ["one"], Start, Start.AddDays(9), Cancellation);

        Assert.Equal(expected, actual);
    }
}
