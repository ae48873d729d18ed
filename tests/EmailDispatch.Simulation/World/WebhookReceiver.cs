using System.Net;
using System.Text.Json;
using EmailDispatch.Simulation.Storage;

namespace EmailDispatch.Simulation.World;

/// <summary>The application at the URL of the webhook, and the network between an instance and it.</summary>
internal sealed class WebhookReceiver(SimulatedWorld world, Instance instance) : HttpMessageHandler
{
    /// <summary>The name in a plan.</summary>
    public const string Name = "webhook";

    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(20);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = await request.Content!.ReadAsStringAsync(cancellationToken);
        var id = request.Headers.GetValues("webhook-id").Single();
        await DelayAsync();
        var fault = world.FaultOfWebhook();
        if (fault == StorageFault.CrashBefore)
            await CrashAsync();
        if (fault == StorageFault.Before)
            throw new HttpRequestException(HttpRequestError.ConnectionError, "The simulated network is down.");

        var told = Read(id, body);
        world.Note($"{instance.Name} {Name} {told.Type} of {told.Email} to {string.Join(' ', told.To)}: {fault}");
        if (fault == StorageFault.Busy)
            return new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);

        world.History.Told.Add(told);
        if (fault == StorageFault.CrashAfter)
            await CrashAsync();
        await DelayAsync();
        if (fault == StorageFault.LostAnswer)
            throw new HttpRequestException(HttpRequestError.ResponseEnded, "The simulated answer is lost.");
        return new HttpResponseMessage(HttpStatusCode.OK);
    }

    private static Told Read(string id, string body)
    {
        using var json = JsonDocument.Parse(body);
        var data = json.RootElement.GetProperty("data");
        return new Told(
            id, json.RootElement.GetProperty("type").GetString()!, data.GetProperty("email_id").GetString()!,
            [.. data.GetProperty("to").EnumerateArray().Select(address => address.GetString()!)], json.RootElement.GetProperty("sequence").GetInt64());
    }

    private Task CrashAsync()
    {
        instance.Crash();
        return new TaskCompletionSource().Task;
    }

    private async Task DelayAsync()
    {
        await world.Scheduler.Delay(world.Scheduler.Around(Latency));
        if (!instance.IsAlive)
            await new TaskCompletionSource().Task;
    }
}
