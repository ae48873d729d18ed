using Azure.Storage.Queues.Models;
using EmailDispatch.Dispatch;
using EmailDispatch.Events;
using EmailDispatch.Intake;
using EmailDispatch.Queueing;
using EmailDispatch.Simulation.Storage;

namespace EmailDispatch.Simulation.World;

/// <summary>
/// The queue trigger of the Functions host, with the settings of host.json: takes up to 16 messages, hides each for ten minutes and again while its
/// function runs, deletes it afterwards, shows it again after a fault, and moves it to the poison queue after five.
/// </summary>
internal static class Trigger
{
    private const int BatchSize = 16;
    private const int MaxRunning = 32;
    private const int MaxDequeueCount = 5;

    private static readonly TimeSpan Hidden = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(30);

    /// <summary>Lets an instance take what is visible.</summary>
    /// <returns>False if no instance can.</returns>
    public static bool TryPump(SimulatedWorld world, string queue)
    {
        var free = world.Instances.Where(i => i.IsReady && i.Running < MaxRunning).ToList();
        if (free.Count == 0)
            return false;
        var instance = free[world.Scheduler.Random.Next(free.Count)];
        foreach (var message in world.Storage.Queues.Take(queue, BatchSize, Hidden))
            _ = ProcessAsync(world, instance, queue, message);
        return true;
    }

    private static async Task ProcessAsync(SimulatedWorld world, Instance instance, string queue, StoredMessage message)
    {
        var (receipt, isRunning) = (message.PopReceipt, true);
        instance.Running++;
        if (world.RedeliveryAfter() is { } soon)
        {
            world.Note($"{queue} message {message.Id} is delivered again after {soon.TotalSeconds:0.0} s");
            world.Storage.Queues.TryChange(queue, message.Id, receipt, soon);
        }
        else
        {
            Renew();
        }

        try
        {
            await world.Mutant.RunAsync(world, instance, queue, message, () => HandleAsync(instance, queue, message, receipt));
        }
        catch (Exception fault)
        {
            if (!instance.IsAlive)
                return;
            isRunning = false;
            instance.Running--;
            world.Note($"{instance.Name} {queue} message {message.Id} failed: {fault.GetType().Name}: {fault.Message.Split('\n')[0]}");
            if (world.HostFails())
                return;
            if (message.DequeueCount < MaxDequeueCount)
            {
                world.Storage.Queues.TryChange(queue, message.Id, receipt, AfterFault);
                return;
            }

            world.History.WasAnyPoisoned |= !world.History.IsGarbage(message.Text);
            world.Storage.Queues.Add($"{queue}-poison", message.Text);
            world.Storage.Queues.TryChange(queue, message.Id, receipt, null);
            return;
        }

        isRunning = false;
        instance.Running--;
        if (!world.HostFails())
            world.Storage.Queues.TryChange(queue, message.Id, receipt, null);

        void Renew() => world.Scheduler.After(Hidden / 2, () =>
        {
            if (!isRunning || !instance.IsAlive || !world.Storage.Queues.TryChange(queue, message.Id, receipt, Hidden))
                return;
            receipt = message.PopReceipt;
            Renew();
        });
    }

    private static Task HandleAsync(Instance instance, string queue, StoredMessage message, string receipt)
    {
        if (queue == DispatchQueue.QueueName)
            return instance.Get<DispatchRuns>().RunAsync(DispatchMessage.Parse(message.Text) with { Receipt = new QueueReceipt(message.Id, receipt) }, CancellationToken.None);
        if (queue == EventQueue.QueueName)
            return instance.Get<EventApplier>().ApplyAsync(message.Text, CancellationToken.None);
        return instance.Get<QueueDrops>().AcceptAsync(
            QueuesModelFactory.QueueMessage(message.Id, receipt, BinaryData.FromString(message.Text), message.DequeueCount, message.VisibleAt, message.InsertedAt), CancellationToken.None);
    }
}
