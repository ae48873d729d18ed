using EmailDispatch.Simulation.Storage;
using EmailDispatch.Simulation.World;

namespace EmailDispatch.Simulation.Mutants;

/// <summary>Deletes the messages of a queue before their function runs.</summary>
internal sealed class TriggerMutant(string queue, Func<Plan, Plan>? change = null) : Mutant
{
    public override Plan Change(Plan plan) => change?.Invoke(plan) ?? plan;

    public override Task RunAsync(SimulatedWorld world, Instance instance, string name, StoredMessage message, Func<Task> run)
    {
        if (name == queue)
            world.Storage.Queues.TryChange(name, message.Id, message.PopReceipt, null);
        return run();
    }
}
