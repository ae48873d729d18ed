using EmailDispatch.Dispatch;
using EmailDispatch.Events;
using EmailDispatch.Intake;
using EmailDispatch.Queueing;
using EmailDispatch.Simulation.Mail;
using EmailDispatch.Simulation.Storage;
using EmailDispatch.Simulation.World;
using Microsoft.Extensions.DependencyInjection;

namespace EmailDispatch.Simulation.Mutants;

/// <summary>Faults of the protocol, each of which the checker must find in a few seeds.</summary>
internal static class PlantedFaults
{
    private static readonly string Row = "EmailStatus(";

    public static IReadOnlyDictionary<string, Func<Mutant>> All { get; } = new Dictionary<string, Func<Mutant>>
    {
        ["claim ignores the row's version"] = () => RequestMutant.IgnoreVersion(IsWriteOf("sending")),
        ["claim is confirmed and not made"] = () => RequestMutant.Swallow(IsWriteOf("sending")),
        ["result is confirmed and not recorded"] = () => RequestMutant.Swallow(IsWriteOf("sent")),
        ["bounce is confirmed and not recorded"] = () => RequestMutant.Swallow(IsWriteOf("bounced")),
        ["cancel is confirmed and not recorded"] = () => RequestMutant.Swallow(IsWriteOf("canceled")),
        ["cancel ignores the row's version"] = () => RequestMutant.IgnoreVersion(IsWriteOf("canceled"), WithCancels),
        ["every version is ignored"] = () => RequestMutant.IgnoreVersion(call => call.Service == "table"),
        ["lost race is told as won"] = () => new RequestMutant(call => call.Service == "table" && call.Method != "GET", (world, call) => world.Storage.Answer(call) is var answer && answer.Status == 412 ? new StoredAnswer(0) : answer),
        ["row is not inserted"] = () => RequestMutant.Swallow(call => call is { Method: "POST", Path: "EmailStatus" }),
        ["row is not found"] = () => new RequestMutant(call => call.Method == "GET" && call.Path.StartsWith(Row, StringComparison.Ordinal), (_, _) => Tables.Fault(404, "ResourceNotFound")),
        ["first message is not put"] = () => RequestMutant.Swallow(call => IsPut(call) && !IsDelayed(call)),
        ["next message of a deferral is forgotten"] = () => RequestMutant.Swallow(call => IsPut(call) && IsDelayed(call)),
        ["message is deleted before the attempt"] = () => new TriggerMutant(DispatchQueue.QueueName),
        ["drop is deleted before it is accepted"] = () => new TriggerMutant(QueueDrops.QueueName),
        ["payload is confirmed and not stored"] = () => RequestMutant.Swallow(call => call is { Service: "blob", Method: "PUT" } && call.Path.Contains('/', StringComparison.Ordinal) && !call.IsQuery("comp", "metadata")),
        ["payload is never deleted"] = () => RequestMutant.Swallow(call => call is { Service: "blob", Method: "DELETE" }),
        ["key that is taken is told as free"] = () => RequestMutant.Swallow(call => call is { Method: "POST", Path: "Idempotency" }),
        ["answer under a key is not kept, nor its ids"] = () => new RequestMutant(IsOf("Idempotency"), (world, call) => call.Method == "GET" ? Tables.Fault(404, "ResourceNotFound") : new StoredAnswer(0)),
        ["suppression is confirmed and not stored"] = () => RequestMutant.Swallow(call => call.Method != "GET" && IsOf("Suppressions")(call)),
        ["do-not-send list is read as empty"] = () => new RequestMutant(call => call.Method == "GET" && IsOf("Suppressions")(call), (_, _) => new StoredAnswer(200) { Body = "{\"value\":[]}"u8.ToArray() }),
        ["refused email is not withdrawn"] = () => RequestMutant.Swallow(call => call.Method == "DELETE" && call.Path.StartsWith(Row, StringComparison.Ordinal)),
        ["usage is confirmed and not stored"] = () => RequestMutant.Swallow(call => call.Path == "$batch" && call.Text.Contains("/Usage", StringComparison.Ordinal)),
        ["hour of a row is not marked"] = () => RequestMutant.Swallow(call => call.Method != "GET" && IsOf("StatusHours")(call)),
        ["living instance is taken for dead"] = () => new RequestMutant(
            call => call.Method == "GET" && IsOf("Instances")(call), (world, call) => world.Storage.Answer(call) is var answer && call.Path.Contains("PartitionKey", StringComparison.Ordinal) ? Tables.Fault(404, "ResourceNotFound") : Older(answer), WithSlowAnswers),
        ["clocks differ by minutes"] = () => new SettingsMutant(_ => { }, plan => WithSlowAnswers(plan) with { Skew = TimeSpan.FromMinutes(4) }),
        ["email is retried for ever"] = () => new SettingsMutant(services => services.PostConfigure<DispatchOptions>(options => options.MaxAge = TimeSpan.FromDays(7))),
        ["lost answer after the final dot is taken for 250"] = () => new WireMutant(fault => fault == MailFault.DotDropBefore ? "250 2.0.0 accepted" : null),
        ["250 after the final dot is taken for 451"] = () => new WireMutant(fault => fault == MailFault.None ? "451 4.3.0 try later" : null),
        ["message is sent twice in one session"] = () => new WireMutant(_ => null, copies: 2),
        ["refusal after the final dot is taken for 250"] = () => new WireMutant(fault => fault is MailFault.Dot451 or MailFault.Dot554 ? "250 2.0.0 accepted" : null),
        ["email is sent over both sessions of a hedge"] = () => new HedgeMutant(),
        ["changed settings are not taken over"] = () => new StaleSettingsMutant(),
        ["removal of a provider is confirmed and not stored"] = () => RequestMutant.Swallow(call => call.Method != "GET" && IsOf("Providers")(call) && call.Text.Contains("\"IsRemoved\":true", StringComparison.Ordinal), WithRemoval),
        ["revocation is confirmed and not stored"] = () => RequestMutant.Swallow(call => call.Method != "GET" && IsOf("ApiKeys")(call) && call.Method == "DELETE", WithRevocation),
        ["message that nobody can read is deleted"] = () => new RequestMutant(
            call => call.Method == "GET" && call.Path.EndsWith("-poison/messages", StringComparison.Ordinal), TakeAll, plan => plan with { Steps = [new Step(TimeSpan.Zero, StepKind.Garbage) { Number = 1 }, .. plan.Steps] }),
        ["content that was kept for a retry is deleted"] = () => RequestMutant.IgnoreVersion(IsPurgeOfBlob, WithFailures),
        ["expired content is confirmed as deleted and is not"] = () => RequestMutant.Swallow(IsPurgeOfBlob, WithFailures),
        ["expired row is confirmed as deleted and is not"] = () => RequestMutant.Swallow(
            call => call.Path == "$batch" && call.Text.Contains("DELETE ", StringComparison.Ordinal) && call.Text.Contains("/EmailStatus(", StringComparison.Ordinal), plan => plan with { Ages = true }),
        ["event is confirmed and not logged"] = () => RequestMutant.Swallow(call => call.Path == "$batch" && call.Text.Contains("/WebhookLog", StringComparison.Ordinal) && call.Text.Contains("event|", StringComparison.Ordinal), WithWebhook),
        ["report of a provider is confirmed and not queued"] = () => RequestMutant.Swallow(call => call.Method == "POST" && call.Path == $"{EventQueue.QueueName}/messages", WithEvents),
        ["report of a provider is deleted before it is applied"] = () => new TriggerMutant(EventQueue.QueueName, WithEvents),
        ["report of a provider ignores the row's version"] = () => RequestMutant.IgnoreVersion(IsReport, WithEvents),
        ["outbox is not marked"] = () => RequestMutant.Swallow(call => call.Method != "GET" && IsOf("StatusOutbox")(call), WithWebhook),
        ["list of webhooks is read as empty"] = () => new RequestMutant(
            call => call.Method == "GET" && IsOf("Webhooks")(call), (world, call) => world.Scheduler.Now - world.Start > TimeSpan.FromMinutes(1) ? new StoredAnswer(200) { Body = "{\"value\":[]}"u8.ToArray() } : world.Storage.Answer(call), WithWebhook),
    };

    private static Plan WithWebhook(Plan plan) => plan with { HasWebhook = true };

    private static Plan WithEvents(Plan plan) => plan with { HasEvents = true };

    private static Plan WithSlowAnswers(Plan plan) => plan with
    {
        Instances = 3,
        Steps = [new Step(TimeSpan.Zero, StepKind.MailStorm) { Mail = MailFault.DotSlow, Share = 0.8, Lasts = TimeSpan.FromMinutes(20) }, .. plan.Steps],
    };

    private static Plan WithRemoval(Plan plan) => plan with
    {
        Steps = [new Step(TimeSpan.Zero, StepKind.AddProvider), new Step(TimeSpan.FromSeconds(30), StepKind.RemoveProvider), .. plan.Steps],
    };

    private static Plan WithRevocation(Plan plan) => plan with
    {
        Steps = [new Step(TimeSpan.FromSeconds(5), StepKind.Revoke), .. plan.Steps.Select(step => step.Kind <= StepKind.Schedule ? step with { IsKeyed = true } : step)],
    };

    // Refused emails, which are kept for a retry.
    private static Plan WithFailures(Plan plan) => plan with
    {
        Ages = true,
        Steps = [new Step(TimeSpan.Zero, StepKind.MailStorm) { Mail = MailFault.Dot554, Share = 1, Lasts = TimeSpan.FromMinutes(10) }, .. plan.Steps],
    };

    private static bool IsPurgeOfBlob(StorageCall call) => call is { Service: "blob", Method: "DELETE", IfMatch: not null };

    private static StoredAnswer TakeAll(SimulatedWorld world, StorageCall call)
    {
        var answer = world.Storage.Answer(call);
        world.Storage.Answer(new StorageCall("DELETE", new Uri(call.Address, $"/sim/{call.Path}"), [], _ => null));
        return answer;
    }

    private static Func<StorageCall, bool> IsWriteOf(string status) =>
        call => call.Service == "table" && call.Method != "GET" && call.Method != "DELETE" && (call.Path == "$batch" || call.Path.StartsWith(Row, StringComparison.Ordinal))
            && call.Text.Contains($"\"Status\":\"{status}\"", StringComparison.Ordinal);

    // Emails that are canceled just when they are due.
    private static Plan WithCancels(Plan plan)
    {
        var random = new Random(plan.Seed);
        var due = TimeSpan.FromSeconds(10);
        var races = Enumerable.Range(100, 60).SelectMany(n =>
        {
            var at = TimeSpan.FromSeconds(n);
            return (Step[])
            [
                new Step(at, StepKind.Schedule) { Number = n, To = [$"to{n}@x.test"], Lasts = due },
                new Step(at + due + TimeSpan.FromMilliseconds(random.Next(900)), StepKind.Cancel) { Number = n },
            ];
        });
        return plan with { Steps = [.. plan.Steps.Where(step => !step.IsFault).Concat(races).OrderBy(step => step.At)] };
    }

    private static Func<StorageCall, bool> IsOf(string table) => call => call.Service == "table" && (call.Path == table || call.Path.StartsWith($"{table}(", StringComparison.Ordinal));

    // A write of the recipients that leaves the status as it is.
    private static bool IsReport(StorageCall call) => call.Service == "table" && call.Method != "GET" && (call.Path == "$batch" || call.Path.StartsWith(Row, StringComparison.Ordinal))
        && call.Text.Contains("\"Recipients\"", StringComparison.Ordinal) && !call.Text.Contains("\"Status\"", StringComparison.Ordinal);

    private static bool IsPut(StorageCall call) => call.Method == "POST" && call.Path == $"{DispatchQueue.QueueName}/messages";

    private static bool IsDelayed(StorageCall call) => !call.IsQuery("visibilitytimeout", "0") && call.Query.Contains("visibilitytimeout", StringComparison.Ordinal);

    private static StoredAnswer Older(StoredAnswer answer) => answer with { Body = System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.UTF8.GetString(answer.Body).Replace("2026-03-02T", "2026-03-01T", StringComparison.Ordinal)) };
}
