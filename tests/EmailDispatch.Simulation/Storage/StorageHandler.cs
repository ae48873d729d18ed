using System.Net;
using System.Net.Http.Headers;
using EmailDispatch.Simulation.World;

namespace EmailDispatch.Simulation.Storage;

/// <summary>
/// The network between an instance and storage, under the real SDK clients. Requests of a dead instance are neither sent nor answered.
/// </summary>
internal sealed class StorageHandler(SimulatedWorld world, Instance instance) : HttpMessageHandler
{
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(4);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(CancellationToken.None);
        var call = new StorageCall(request.Method.Method, request.RequestUri!, body, name => request.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null);
        await AliveAsync(world.Scheduler.Delay(world.Scheduler.Around(Latency)), cancellationToken);

        var fault = world.FaultOf(instance, call);
        if (fault == StorageFault.Slow)
            await world.Scheduler.Delay(world.Scheduler.Around(TimeSpan.FromSeconds(1)));
        if (fault == StorageFault.CrashBefore)
            instance.Crash();
        await AliveAsync(Task.CompletedTask, cancellationToken);
        if (fault == StorageFault.Before)
            throw new HttpRequestException(HttpRequestError.ConnectionError, "The simulated network is down.");

        var answer = fault == StorageFault.Busy ? new StoredAnswer(503, "ServerBusy") : world.Mutant.Answer(world, instance, call);
        if (fault == StorageFault.CrashAfter)
            instance.Crash();
        await AliveAsync(world.Scheduler.Delay(world.Scheduler.Around(fault == StorageFault.Slow ? TimeSpan.FromSeconds(1) : Latency)), cancellationToken);
        if (fault == StorageFault.LostAnswer)
            throw new HttpRequestException(HttpRequestError.ResponseEnded, "The simulated answer is lost.");
        return ToResponse(request, answer);
    }

    /// <summary>Waits, and never returns if the instance is dead by then.</summary>
    private async Task AliveAsync(Task task, CancellationToken cancellationToken)
    {
        await task;
        if (!instance.IsAlive)
            await new TaskCompletionSource().Task;
        cancellationToken.ThrowIfCancellationRequested();
    }

    private HttpResponseMessage ToResponse(HttpRequestMessage request, StoredAnswer answer)
    {
        var response = new HttpResponseMessage((HttpStatusCode)answer.Status) { RequestMessage = request, Content = new ByteArrayContent(answer.Body) };
        response.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(answer.ContentType);
        response.Headers.Date = world.Scheduler.Now;
        if (answer.ETag is { } version)
            response.Headers.TryAddWithoutValidation("ETag", version);
        if (answer.ErrorCode is { } code)
            response.Headers.TryAddWithoutValidation("x-ms-error-code", code);
        foreach (var (name, value) in answer.Headers)
        {
            if (!response.Headers.TryAddWithoutValidation(name, value))
                response.Content.Headers.TryAddWithoutValidation(name, value);
        }

        return response;
    }
}
