using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using EmailDispatch.Simulation.World;

namespace EmailDispatch.Simulation.Storage;

/// <summary>The SDK's retries, three with growing pauses, in simulated time.</summary>
internal sealed class SimulatedRetries(SimulatedWorld world, Instance instance) : HttpPipelinePolicy
{
    private int MaxRetries => world.Plan.RetriesRequests ? 3 : 0;

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var faults = new List<Exception>();
        for (var tries = 0; ; tries++)
        {
            Exception? fault = null;
            try
            {
                await ProcessNextAsync(message, pipeline);
                if (!message.HasResponse || message.Response.Status is not (408 or 429 or >= 500) || tries == MaxRetries)
                    return;
            }
            catch (RequestFailedException failed) when (failed.InnerException is HttpRequestException)
            {
                faults.Add(fault = failed);
            }

            if (tries == MaxRetries && fault is not null)
                throw new AggregateException("Retry failed after 4 tries.", faults);
            await world.Scheduler.Delay(TimeSpan.FromMilliseconds(800 << tries));
            if (!instance.IsAlive)
                await new TaskCompletionSource().Task;
            message.CancellationToken.ThrowIfCancellationRequested();
        }
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException("Only asynchronous requests are simulated.");
}
