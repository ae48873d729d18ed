using EmailDispatch.Simulation.Storage;
using EmailDispatch.Simulation.World;
using Runs = EmailDispatch.Simulation.Checks.Simulation;

namespace EmailDispatch.Simulation;

/// <summary>Every pair of faults at the requests of one email's way: before the request, after it, and with its answer lost.</summary>
public sealed class StorageFaultPairTests(ITestOutputHelper output)
{
    private static readonly StorageFault[] Kinds = [StorageFault.Before, StorageFault.LostAnswer, StorageFault.CrashAfter];

    public static TheoryData<StepKind, string> Ways => new()
    {
        { StepKind.Post, "to@x.test" },
        { StepKind.PostWithKey, "to@x.test" },
        { StepKind.Express, "to@x.test" },
        { StepKind.Drop, "to@x.test" },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Promises_are_kept_under_every_pair_of_storage_faults(StepKind kind, string to)
    {
        var plan = new Plan(1, [new Step(TimeSpan.FromSeconds(1), kind) { To = [to], AtMostOnce = false }]) { Instances = 1, MaxAge = TimeSpan.FromMinutes(15), RetriesRequests = false };
        var calls = (await Runs.RunAsync(plan)).World.CallsOnTheWay;
        var (pairs, failed) = (0, new List<Checks.Finding>());
        for (var first = 0; first < calls; first++)
        {
            for (var second = first + 1; second <= calls; second++)
            {
                foreach (var one in Kinds)
                {
                    foreach (var other in Kinds)
                    {
                        var run = await Runs.RunAsync(plan with { Exact = new Dictionary<int, StorageFault> { [first] = one, [second] = other } });
                        pairs++;
                        if (run.Faults.Count > 0)
                            failed.Add(run);
                    }
                }
            }
        }

        output.WriteLine($"{calls} requests, {pairs} pairs");
        foreach (var run in failed.Take(20))
            output.WriteLine($"{string.Join(", ", run.Plan.Exact.Select(fault => $"{fault.Key} {fault.Value}"))}: {run.Faults[0]}");
        Assert.True(failed.Count == 0, failed.Count == 0 ? "" : await Runs.DescribeAsync(failed[0]));
        Assert.True(calls > 3);
    }
}
