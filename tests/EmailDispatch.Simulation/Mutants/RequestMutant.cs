using EmailDispatch.Simulation.Storage;
using EmailDispatch.Simulation.World;

namespace EmailDispatch.Simulation.Mutants;

/// <summary>Changes requests to storage, or their answers.</summary>
internal sealed class RequestMutant(Func<StorageCall, bool> isMeant, Func<SimulatedWorld, StorageCall, StoredAnswer> answer, Func<Plan, Plan>? change = null) : Mutant
{
    private int _version;

    /// <summary>Confirms such requests and does not do them.</summary>
    public static RequestMutant Swallow(Func<StorageCall, bool> isMeant, Func<Plan, Plan>? change = null) => new(isMeant, (_, _) => new StoredAnswer(0), change);

    /// <summary>Does such requests whatever version they name.</summary>
    public static RequestMutant IgnoreVersion(Func<StorageCall, bool> isMeant, Func<Plan, Plan>? change = null) =>
        new(isMeant, (world, call) => world.Storage.Answer(call with { IfMatch = call.Path == "$batch" ? "ignored" : null }), change);

    public override Plan Change(Plan plan) => change?.Invoke(plan) ?? plan;

    public override StoredAnswer Answer(SimulatedWorld world, Instance instance, StorageCall call)
    {
        if (!isMeant(call))
            return world.Storage.Answer(call);
        var changed = answer(world, call);
        return changed.Status == 0 ? Confirm(world, call) : changed;
    }

    // The answer of an account that nobody reads.
    private StoredAnswer Confirm(SimulatedWorld world, StorageCall call)
    {
        if (call.Service == "queue")
        {
            var other = new Queues(world.Scheduler);
            var queue = call.Path.Split('/')[0];
            other.Answer(new StorageCall("PUT", new Uri(call.Address, $"/sim/{queue}"), [], _ => null));
            return call.Method == "POST" ? other.Answer(call) : new StoredAnswer(204);
        }

        var version = $"W/\"datetime'2027-01-01T00%3A00%3A00.{++_version:0000000}Z'\"";
        if (call.Path == "$batch")
            return Tables.Confirmed(call.Text.Split(" HTTP/1.1\r\n").Length - 1, version);
        return new StoredAnswer(call.Service == "blob" ? 201 : 204)
        {
            ETag = version,
            Headers = new Dictionary<string, string> { ["Last-Modified"] = world.Scheduler.Now.ToString("R") },
        };
    }
}
