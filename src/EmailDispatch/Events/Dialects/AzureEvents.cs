using System.Text.Json;
using EmailDispatch.Status;

namespace EmailDispatch.Events.Dialects;

/// <summary>
/// Events of Azure Communication Services through Event Grid in its own schema: the secret is in the URL; an array of events, or a validation
/// request. See https://learn.microsoft.com/azure/event-grid/communication-services-email-events.
/// </summary>
internal sealed class AzureEvents : IEventDialect
{
    private const string Validation = "Microsoft.EventGrid.SubscriptionValidationEvent";
    private const string Report = "Microsoft.Communication.EmailDeliveryReportReceived";

    public ValueTask<bool> IsAuthenticAsync(EventRequest request, IReadOnlyList<string> secrets, CancellationToken cancellationToken) =>
        ValueTask.FromResult(SharedSecret.IsGiven(request, secrets));

    public EventBatch Read(EventRequest request)
    {
        var all = EventJson.Items(EventJson.Parse(request.Body)).ToList();
        var code = all.Where(e => e.Text("eventType") == Validation).Select(e => e.Text("data", "validationCode")).FirstOrDefault(c => c is not null);
        return EventJson.Batch(all.Where(e => e.Text("eventType") != Validation).Select(ReadOne)) with { ValidationCode = code };
    }

    private static DeliveryEvent? ReadOne(JsonElement json)
    {
        ReportKind? found = (json.Text("eventType"), json.Text("data", "status")) switch
        {
            (Report, "Delivered") => ReportKind.Delivered,
            (Report, "Bounced" or "Failed" or "Suppressed" or "FilteredSpam" or "Quarantined") => ReportKind.Bounced,
            _ => null,
        };
        return found is not { } kind ? null : EventJson.Event(
            kind, EventJson.Time(json.Text("data", "deliveryAttemptTimestamp") ?? json.Text("eventTime")), json.Text("id"), reference: null,
            json.Text("data", "internetMessageId"), json.Text("data", "recipient"), json.Text("data", "status") == "Bounced",
            kind == ReportKind.Bounced ? json.Text("data", "deliveryStatusDetails", "statusMessage") ?? json.Text("data", "status") : null);
    }
}
