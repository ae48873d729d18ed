using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using EmailDispatch.Simulation.World;

namespace EmailDispatch.Simulation.Storage;

/// <summary>
/// The network between an instance and storage, under the real SDK clients. Requests of a dead instance are neither sent nor answered.
/// </summary>
internal sealed class StorageTransport(SimulatedWorld world, Instance instance) : HttpPipelineTransport
{
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(4);

    public override Request CreateRequest() => new SimulatedRequest();

    public override void Process(HttpMessage message) => throw new NotSupportedException("Only asynchronous requests are simulated.");

    public override async ValueTask ProcessAsync(HttpMessage message)
    {
        var (request, cancellationToken) = ((SimulatedRequest)message.Request, message.CancellationToken);
        var call = new StorageCall(request.Method.Method, request.Uri.ToUri(), request.ReadBody(), request.Header);
        await AliveAsync(world.Scheduler.Delay(world.Scheduler.Around(Latency)), cancellationToken);

        var fault = world.FaultOf(instance, call);
        if (fault == StorageFault.Slow)
            await world.Scheduler.Delay(world.Scheduler.Around(TimeSpan.FromSeconds(1)));
        if (fault == StorageFault.CrashBefore)
            instance.Crash();
        await AliveAsync(Task.CompletedTask, cancellationToken);
        if (fault == StorageFault.Before)
            throw Failed(HttpRequestError.ConnectionError, "The simulated network is down.");

        var answer = fault == StorageFault.Busy ? Busy(call) : world.Mutant.Answer(world, instance, call);
        if (fault == StorageFault.CrashAfter)
            instance.Crash();
        await AliveAsync(world.Scheduler.Delay(world.Scheduler.Around(fault == StorageFault.Slow ? TimeSpan.FromSeconds(1) : Latency)), cancellationToken);
        if (fault == StorageFault.LostAnswer)
            throw Failed(HttpRequestError.ResponseEnded, "The simulated answer is lost.");
        message.Response = new SimulatedResponse(answer, world.Scheduler.Now, request.ClientRequestId);
    }

    private static StoredAnswer Busy(StorageCall call) => call.Service == "table" ? Tables.Fault(503, "ServerBusy") : Queues.Fault(503, "ServerBusy");

    // As the SDK reports what its own transport throws.
    private static RequestFailedException Failed(HttpRequestError error, string text) => new(text, new HttpRequestException(error, text));

    /// <summary>Waits, and never returns if the instance is dead by then.</summary>
    private async Task AliveAsync(Task task, CancellationToken cancellationToken)
    {
        await task;
        if (!instance.IsAlive)
            await new TaskCompletionSource().Task;
        cancellationToken.ThrowIfCancellationRequested();
    }
}
