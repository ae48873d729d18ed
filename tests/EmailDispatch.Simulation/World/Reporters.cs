using System.Text.Json;
using EmailDispatch.Events;
using EmailDispatch.Events.Dialects;
using EmailDispatch.Simulation.Mail;
using EmailDispatch.Status;

namespace EmailDispatch.Simulation.World;

/// <summary>
/// The providers' webhooks, in the form of Postmark: what they took is delivered, bounces or is complained about, moments or half an hour later. They post
/// until they are answered, and some events twice.
/// </summary>
internal sealed class Reporters(SimulatedWorld world, Callers callers)
{
    /// <summary>Of the login and of the events.</summary>
    public const string Secret = "not-a-secret";

    private const int MaxTries = 60;

    private int _open;

    /// <summary>Whether a provider still has something to post.</summary>
    public bool IsOver => _open == 0;

    public void Took(Copy copy, string reference)
    {
        foreach (var address in copy.Recipients)
        {
            ReportKind[] kinds = world.Scheduler.Random.Next(8) switch
            {
                0 => [],
                1 => [ReportKind.Bounced],
                2 => [ReportKind.Delivered, ReportKind.Complained],
                3 => [ReportKind.Delivered, ReportKind.Bounced],
                _ => [ReportKind.Delivered],
            };
            foreach (var kind in kinds)
            {
                var report = new ProviderReport(copy, address, kind);
                world.History.Reports.Add(report);
                for (var times = world.Scheduler.Random.Next(4) == 0 ? 2 : 1; times > 0; times--)
                    _ = PostAsync(report, reference);
            }
        }
    }

    private async Task PostAsync(ProviderReport report, string reference)
    {
        _open++;
        var at = world.Scheduler.Now;
        await world.Scheduler.Delay(TimeSpan.FromMilliseconds(world.Scheduler.Random.Next(3) switch
        {
            0 => world.Scheduler.Random.Next(500),
            1 => world.Scheduler.Random.Next(60_000),
            _ => world.Scheduler.Random.Next(30 * 60_000),
        }));
        var body = Json(report, reference, at);
        for (var tries = 0; tries < MaxTries && !world.IsAsleep; tries++)
        {
            report.IsPosted = true;
            if (await callers.AskAsync($"{report.Copy.Provider} reports {report.Kind} of {report.Address}", instance => AskAsync(instance, report.Copy.Provider, body)) is { } outcome)
            {
                if (outcome != nameof(EventOutcome.Taken))
                    world.History.Contradictions.Add($"An event of {report.Copy.Provider} is {outcome}.");
                report.IsConfirmed = true;
                break;
            }

            await world.Scheduler.Delay(TimeSpan.FromMinutes(1));
        }

        _open--;
    }

    private static async Task<string> AskAsync(Instance instance, string provider, byte[] body)
    {
        var receiver = instance.Get<EventReceiver>();
        var request = new EventRequest(receiver.FindProvider(provider)!, body, name => name == "Authorization" ? $"Bearer {Secret}" : null, _ => null);
        return (await receiver.ReceiveAsync(request, CancellationToken.None)).Outcome.ToString();
    }

    private static byte[] Json(ProviderReport report, string reference, DateTimeOffset at)
    {
        var isBounce = report.Kind == ReportKind.Bounced;
        return JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
        {
            ["RecordType"] = report.Kind == ReportKind.Delivered ? "Delivery" : isBounce ? "Bounce" : "SpamComplaint",
            ["Type"] = isBounce ? "HardBounce" : "",
            [report.Kind == ReportKind.Delivered ? "Recipient" : "Email"] = report.Address,
            [report.Kind == ReportKind.Delivered ? "DeliveredAt" : "BouncedAt"] = at,
            ["Details"] = isBounce ? "smtp;550 5.1.1 user unknown" : "",
            ["Metadata"] = new Dictionary<string, string> { ["email-dispatch"] = reference },
        });
    }
}
