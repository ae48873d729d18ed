using System.Text.Json;
using EmailDispatch.Status;

namespace EmailDispatch.Events.Dialects;

/// <summary>Postmark's webhooks: basic authentication; one event. See https://postmarkapp.com/developer/webhooks/webhooks-overview.</summary>
internal sealed class PostmarkEvents : IEventDialect
{
    private static readonly HashSet<string> Hard = ["HardBounce", "BadEmailAddress"];

    // Types that mean that the email was not delivered; delays, automatic replies and the like are not among them.
    private static readonly HashSet<string> Soft =
        ["SoftBounce", "DnsError", "SpamNotification", "VirusNotification", "Blocked", "ManuallyDeactivated", "SMTPApiError", "DMARCPolicy", "Undeliverable"];

    public ValueTask<bool> IsAuthenticAsync(EventRequest request, IReadOnlyList<string> secrets, CancellationToken cancellationToken) =>
        ValueTask.FromResult(SharedSecret.IsGiven(request, secrets));

    public EventBatch Read(EventRequest request) => EventJson.Batch(EventJson.Items(EventJson.Parse(request.Body)).Select(ReadOne));

    private static DeliveryEvent? ReadOne(JsonElement json)
    {
        var type = json.Text("Type") ?? "";
        return json.Text("RecordType") switch
        {
            "Delivery" => Event(ReportKind.Delivered, "DeliveredAt", json.Text("Recipient")),
            "Bounce" when Hard.Contains(type) || Soft.Contains(type) => Event(ReportKind.Bounced, "BouncedAt", json.Text("Email")),
            "Bounce" when type == "SpamComplaint" => Event(ReportKind.Complained, "BouncedAt", json.Text("Email")),
            "SpamComplaint" => Event(ReportKind.Complained, "BouncedAt", json.Text("Email")),
            _ => null,
        };

        DeliveryEvent? Event(ReportKind kind, string time, string? recipient) => EventJson.Event(
            kind, EventJson.Time(json.Text(time)), json.Text("ID"), json.Text("Metadata", "email-dispatch"), messageId: null, recipient,
            Hard.Contains(type), kind == ReportKind.Bounced ? json.Text("Details") is { Length: > 0 } details ? details : json.Text("Description") : null);
    }
}
