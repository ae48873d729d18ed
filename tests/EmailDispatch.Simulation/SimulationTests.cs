using System.Diagnostics;
using EmailDispatch.Simulation.Checks;
using EmailDispatch.Simulation.World;
using Runs = EmailDispatch.Simulation.Checks.Simulation;

namespace EmailDispatch.Simulation;

/// <summary>Many histories of the whole dispatcher, each from one number.</summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private static readonly int First = TestSize.Of("SIMULATION_SEED", 1);
    private static readonly int Seeds = TestSize.Of("SIMULATION_SEEDS", 150);

    [Fact]
    public async Task Promises_are_kept_whatever_the_order_of_events()
    {
        var watch = Stopwatch.StartNew();
        var (simulated, told) = (TimeSpan.Zero, TimeSpan.FromSeconds(10));
        var failed = new List<Finding>();
        var (emails, copies, steps) = (0, 0, 0L);
        for (var seed = First; seed < First + Seeds; seed++)
        {
            var run = await Runs.RunAsync(PlanGenerator.Draw(seed));
            if (run.Faults.Count > 0)
                failed.Add(run);
            simulated += run.Simulated;
            if (watch.Elapsed > told)
            {
                told = watch.Elapsed + TimeSpan.FromSeconds(10);
                output.WriteLine($"Seed {seed}: {(seed - First + 1) / watch.Elapsed.TotalSeconds:0.0} a second, {simulated.TotalHours:0} simulated hours, {failed.Count} failed");
            }

            (emails, copies, steps) = (emails + run.World.History.Submissions.Count, copies + run.World.History.Copies.Count, steps + run.World.Scheduler.Steps);
        }

        output.WriteLine($"Seeds {First} to {First + Seeds - 1}: {Seeds / watch.Elapsed.TotalSeconds:0.0} a second, {simulated.TotalHours:0} simulated hours, {emails} submissions, {copies} copies, {steps} events");
        foreach (var kind in failed.GroupBy(run => run.Kind))
            output.WriteLine($"{kind.Count()} seeds, such as {string.Join(", ", kind.Take(5).Select(run => run.Plan.Seed))}: {kind.First().Faults[0]}");
        Assert.True(failed.Count == 0, failed.Count == 0 ? "" : await Runs.DescribeAsync(failed[0]));
        Assert.True(copies > 0);
    }

    [Fact]
    public async Task Seed_run_twice_gives_the_same_history()
    {
        foreach (var seed in Enumerable.Range(First, 5))
        {
            var one = await Runs.RunAsync(PlanGenerator.Draw(seed));
            var other = await Runs.RunAsync(PlanGenerator.Draw(seed));

            Assert.Equal(one.World.History.Timeline(one.World.Start), other.World.History.Timeline(other.World.Start));
            Assert.Equal(one.World.Scheduler.Steps, other.World.Scheduler.Steps);
        }
    }
}
