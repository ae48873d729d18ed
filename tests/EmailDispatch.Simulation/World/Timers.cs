using EmailDispatch.Events;
using EmailDispatch.Intake;
using EmailDispatch.Operations;
using EmailDispatch.Queueing;
using EmailDispatch.Usage;
using EmailDispatch.Webhooks;

namespace EmailDispatch.Simulation.World;

/// <summary>The timer functions, each on one instance at a time, until every email has ended.</summary>
internal sealed class Timers(SimulatedWorld world, Agenda agenda)
{
    // Past the end, until it is certain that something waits for ever.
    private static readonly TimeSpan Patience = TimeSpan.FromHours(3);

    // What a step may last.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(40);

    public static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public async Task RunAsync()
    {
        var began = world.Scheduler.Now;
        for (var minute = 1; ; minute++)
        {
            await world.Scheduler.Delay(Minute / 2);
            if (world.Plan.HasWebhook)
                Run(SearchAsync);
            await world.Scheduler.Delay(Minute / 2);
            var hasEnded = Ended();
            if (agenda.IsOver && world.IsCalm && (hasEnded || world.Scheduler.Now - Later(began, agenda.LastAt) > Longest + world.Plan.MaxAge + Patience))
                break;

            // There is nothing to watch between two emails.
            if (!hasEnded)
                Run(WatchAsync);
            else if (world.IsCalm)
                agenda.CutQuiet();
            if (world.Plan.HasWebhook)
                Run(SearchAsync);
            if (minute % 5 == 0)
            {
                Run(i => i.Get<UsageAggregator>().RunAsync(CancellationToken.None));
                Run(i => i.Get<PoisonedDrops>().BringBackAsync(CancellationToken.None));
                if (world.Plan.HasEvents)
                    Run(i => i.Get<PoisonedEvents>().BringBackAsync(CancellationToken.None));
            }

            if (minute % 60 == 7)
                Run(i => i.Get<StaleEmails>().RequeueAllAsync(CancellationToken.None));
        }

        // The last writes are counted after the time in which more could come.
        world.IsOver = true;
        await world.Scheduler.Delay(TimeSpan.FromMinutes(21));
        await world.Instances[0].Get<UsageAggregator>().RunAsync(CancellationToken.None);
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static Task SearchAsync(Instance instance) => instance.Get<WebhookSearch>().RunAsync(CancellationToken.None);

    private static async Task WatchAsync(Instance instance)
    {
        await instance.Get<LostInstances>().ReleaseAsync(CancellationToken.None);
        await instance.Get<WaitingEmails>().WakeAsync(provider: null, CancellationToken.None);
        await instance.Get<PoisonedMessages>().BringBackAsync(CancellationToken.None);
    }

    private bool Ended() =>
        world.Storage.Queues.Messages(DispatchQueue.QueueName).Count == 0 && world.Storage.Queues.Messages(QueueDrops.QueueName).Count == 0
        && world.Reporters is null or { IsOver: true } && world.Storage.Queues.Messages(EventQueue.QueueName).Count == 0 && world.Storage.Queues.Messages(EventQueue.PoisonQueueName).Count == 0
        && world.Storage.Queues.Messages(DispatchQueue.PoisonQueueName).All(message => world.History.IsGarbage(message.Text))
        && world.Storage.Tables.Rows("EmailStatus").All(row => Checks.Rows.IsEnded(row) && !(world.Plan.HasWebhook && Checks.Rows.IsOutbox(row)))
        && Checks.WebhookChecks.IsComplete(world);

    private void Run(Func<Instance, Task> run)
    {
        if (world.Any() is { } instance)
            _ = RunAsync(instance, run);
    }

    private async Task RunAsync(Instance instance, Func<Instance, Task> run)
    {
        try
        {
            await run(instance);
        }
        catch (Exception fault)
        {
            world.Note($"{instance.Name} timer: {fault.GetType().Name}: {fault.Message.Split('\n')[0]}");
        }
    }
}
