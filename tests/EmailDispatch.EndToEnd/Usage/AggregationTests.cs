using System.Diagnostics;
using EmailDispatch.EndToEnd.Dispatch;

namespace EmailDispatch.EndToEnd.Usage;

/// <summary>The usage rows agree with the status rows, even if aggregation runs are interrupted.</summary>
public sealed class AggregationTests(Azurite azurite, ITestOutputHelper output) : IClassFixture<Azurite>
{
    // 200,000 on request: the same test, ten times as long.
    private static readonly int Rows = TestSize.Of("USAGE_TEST_ROWS", 3_000);

    // Azurite searches a partition from its start.
    private const int RowsOfAnHour = 3000;

    // Crosses the end of a month.
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 2, 20, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Figures_equal_an_independent_count_after_kills_double_runs_and_late_changes()
    {
        var random = new Random(17);
        var time = new FixedTime();
        var writer = await new UsageInstance(azurite, time).PrepareAsync(Cancellation);
        var emails = new KnownEmails(writer, time, seed: 4);
        var watch = Stopwatch.StartNew();
        await emails.MakeAsync("one", Rows * 2 / 3, Noon, hours: Math.Max(5, Rows / RowsOfAnHour), Cancellation);
        await emails.MakeAsync("two", Rows / 3, Noon, hours: Math.Max(3, Rows / RowsOfAnHour / 2), Cancellation);
        output.WriteLine($"{Rows} rows in {watch.Elapsed.TotalSeconds:0} s");

        // The first runs are killed in the middle of many transactions.
        var kills = 0;
        for (var at = 40; at <= 60; at += 10)
            kills += await RunUntilAsync(time, at, losesAnswer: at == 50);
        var requests = await RunAsync(time);
        await AssertRightAsync(emails, "after one run");

        for (var round = 1; round <= 6; round++)
        {
            time.Now += TimeSpan.FromMinutes(5);
            await emails.ChangeAsync(50, Cancellation);
            kills += await RunUntilAsync(time, random.Next(2, requests), losesAnswer: round % 2 == 0);

            if (round % 3 == 0)
            {
                await Task.WhenAll(RunAsync(time), RunAsync(time), emails.ChangeAsync(50, Cancellation));
                time.Now += TimeSpan.FromMinutes(5);
            }

            requests = await RunAsync(time);
            await AssertRightAsync(emails, $"after round {round}");
        }

        Assert.InRange(kills, 6, 9);

        await RunAsync(time);
        await AssertRightAsync(emails, "after a run for nothing");
        output.WriteLine($"all in {watch.Elapsed.TotalSeconds:0} s");
    }

    private async Task<int> RunUntilAsync(FixedTime time, int request, bool losesAnswer)
    {
        var victim = new UsageInstance(azurite, time);
        victim.Power.At(request, losesAnswer);
        return await Record.ExceptionAsync(() => victim.Aggregator.RunAsync(Cancellation)) is PowerCutException ? 1 : 0;
    }

    private async Task<int> RunAsync(FixedTime time)
    {
        var instance = new UsageInstance(azurite, time);
        var run = await instance.Aggregator.RunAsync(Cancellation);
        output.WriteLine($"{run.Open} open, {run.Computed} computed, {run.Closed} closed, {run.Overtaken} overtaken, {run.Rows} rows, {run.Transactions} transactions, {instance.Power.Count} requests, {run.Duration.TotalMilliseconds:0} ms");
        Assert.Equal(0, run.Faulty);
        return instance.Power.Count;
    }

    private async Task AssertRightAsync(KnownEmails emails, string when)
    {
        var expected = IndependentCount.Of(emails.All);

        var actual = await IndependentCount.OfTableAsync(
            new UsageInstance(azurite, TimeProvider.System).Usage, ["one", "two"], Noon.AddDays(-5).AddMinutes(-20), Noon.AddHours(1).AddMinutes(-20), Cancellation);

        Assert.True(expected.SequenceEqual(actual), $"{when}: missing {string.Join("; ", expected.Except(actual).Take(5))}, too much {string.Join("; ", actual.Except(expected).Take(5))}");
    }
}
