using EmailDispatch.Intake.Idempotency;
using EmailDispatch.Retention;
using EmailDispatch.Simulation.Checks;
using EmailDispatch.Status;
using EmailDispatch.Usage;
using EmailDispatch.Webhooks;

namespace EmailDispatch.Simulation.World;

/// <summary>
/// The time after a plan, until nothing is left. The deployment is scaled to zero for days; then retention runs: first while callers retry what was not
/// sent, then so that one after another the contents, the rows and the usage have expired.
/// </summary>
internal sealed class Aging(SimulatedWorld world, Callers callers, Agenda agenda)
{
    private const int MaxSweeps = 3;

    // A run of the timer that died is followed by the next one.
    private static readonly TimeSpan SweepLimit = TimeSpan.FromMinutes(9);

    public async Task RunAsync()
    {
        await SleepAsync(TimeSpan.FromDays(7) + TimeSpan.FromMinutes(world.Scheduler.Random.Next(180)), world.Plan.Instances);
        _ = SweepAsync();
        RetrySome();
        await new Timers(world, agenda).RunAsync();
        world.Faults.AddRange(Checker.Check(world));

        await SleepAsync(TimeSpan.FromDays(9), instances: 1);
        await SweepAllAsync();
        ExpectNone(world.Storage.Blobs.Names, "contents", "a week");

        await SleepAsync(TimeSpan.FromDays(30), instances: 1);
        await SweepAllAsync();
        ExpectNone(world.Storage.Tables.Rows(StatusStore.TableName).Select(row => $"{row["RowKey"]}"), "rows of emails", "30 days");
        ExpectNone(world.Storage.Tables.Rows(IdempotencyKeys.TableName).Select(row => $"{row["RowKey"]}"), "idempotency keys", "a day");
        ExpectNone(world.Storage.Tables.Rows(EndpointLog.TableName).Select(row => $"{row["RowKey"]}").Where(key => key != LogState.Key), "events", "30 days");

        await SleepAsync(TimeSpan.FromDays(450), instances: 1);
        await SweepAllAsync();
        ExpectNone(world.Storage.Tables.Rows(UsageTable.TableName).Select(row => $"{row["PartitionKey"]} {row["RowKey"]}"), "rows of usage", "400 days");
        ExpectNone(world.Storage.Tables.Rows(GivenIds.TableName).Select(row => $"{row["RowKey"]}"), "given ids", "68 days");
    }

    // Scales the deployment to zero, and starts it again later.
    private async Task SleepAsync(TimeSpan time, int instances)
    {
        world.IsAsleep = true;
        foreach (var instance in world.Instances.ToList())
            instance.Crash();
        await world.Scheduler.Delay(time);
        (world.IsAsleep, world.IsOver) = (false, false);
        for (var n = 0; n < instances; n++)
            await world.StartAsync(n);
    }

    // What was not sent is retried just when its content expires.
    private void RetrySome()
    {
        foreach (var submission in world.History.Submissions.Where(s => s.Ids.Count > 0 && world.Scheduler.Random.Next(2) == 0))
            world.Scheduler.After(TimeSpan.FromMilliseconds(world.Scheduler.Random.Next(200)), () => callers.Begin(new Step(default, StepKind.Retry) { Number = submission.Step.Number }));
    }

    // Runs retention until a run is complete. The first one may be interrupted by a crash; the next one continues.
    private async Task SweepAllAsync()
    {
        var isInterrupted = world.Scheduler.Random.Next(2) == 0;
        for (var sweeps = 0; sweeps < MaxSweeps; sweeps++)
        {
            if (isInterrupted && sweeps == 0 && world.Instances is [var doomed, ..])
                world.Scheduler.After(world.Scheduler.Around(TimeSpan.FromMilliseconds(40)), doomed.Crash);
            var swept = SweepAsync();
            if (await Task.WhenAny(swept, world.Scheduler.Delay(SweepLimit)) == swept)
                return;
        }
    }

    // What the timer functions do once a day, on any instance.
    private async Task SweepAsync()
    {
        Instance? instance;
        while ((instance = world.Any()) is null)
            await world.Scheduler.Delay(TimeSpan.FromSeconds(1));
        await instance.Get<UsageAggregator>().RunAsync(CancellationToken.None);
        var run = await instance.Get<RetentionSweep>().RunAsync(CancellationToken.None);
        await instance.Get<WebhookRetention>().RunAsync(CancellationToken.None);
        world.Note($"{instance.Name} retention: {run}");
    }

    private void ExpectNone(IEnumerable<string> left, string what, string age)
    {
        if (left.ToList() is { Count: > 0 } found)
            world.Faults.Add($"{found.Count} {what} are left after {age}, such as {found[0]}.");
    }
}
