using System.Text.Json;
using EmailDispatch.Emails;
using EmailDispatch.Status;

namespace EmailDispatch.Events.Dialects;

/// <summary>
/// Events of Amazon SES through a signed SNS topic (<see cref="SnsMessage"/>): event publishing and feedback notifications. See
/// https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html.
/// </summary>
internal sealed class AmazonSesEvents(SnsClient sns) : IEventDialect
{
    public async ValueTask<bool> IsAuthenticAsync(EventRequest request, IReadOnlyList<string> secrets, CancellationToken cancellationToken) =>
        SnsMessage.TryRead(request.Body) is { } message
        && message.TopicArn == request.Provider.EventsTopic && message.HasAddressesOfSns
        && await sns.IsSignedAsync(message, cancellationToken);

    public EventBatch Read(EventRequest request)
    {
        var message = SnsMessage.TryRead(request.Body) ?? throw new JsonException("It is not a message of SNS.");
        if (message.Type == SnsMessage.Confirmation)
            return new EventBatch([], 0) { Confirm = new Uri(message.SubscribeUrl!) };
        if (message.Type != SnsMessage.Notification)
            return new EventBatch([], 1);

        JsonElement json;
        try
        {
            json = EventJson.Parse(message.Message);
        }
        catch (JsonException)
        {
            // The test message of a new topic.
            return new EventBatch([], 1);
        }

        return EventJson.Batch(ReadAll(json, message.MessageId));
    }

    private static IEnumerable<DeliveryEvent?> ReadAll(JsonElement json, string snsId)
    {
        var type = json.Text("eventType") ?? json.Text("notificationType");
        switch (type)
        {
            case "Delivery":
                return json.List("delivery", "recipients").Select(r => Event(ReportKind.Delivered, "delivery", r.Text()));
            case "Bounce":
                return json.List("bounce", "bouncedRecipients").Select(r => Event(ReportKind.Bounced, "bounce", r.Text("emailAddress"), Reason(r, json)));
            case "Reject" or "Rendering Failure":
                return json.List("mail", "destination").Select(r => Event(ReportKind.Bounced, "mail", r.Text(), $"Amazon SES: {json.Text("reject", "reason") ?? json.Text("failure", "errorMessage")}"));
            case "Complaint" when json.Text("complaint", "complaintSubType") is null && json.Text("complaint", "complaintFeedbackType") != "not-spam" && json.List("complaint", "complainedRecipients").ToList() is [var one]:
                return [Event(ReportKind.Complained, "complaint", one.Text("emailAddress"))];
            default:
                // With several possible complainants, it is not known who complained; and some reports say "not spam".
                return [null];
        }

        DeliveryEvent? Event(ReportKind kind, string part, string? recipient, string? reason = null) => EventJson.Event(
            kind, EventJson.Time(json.Text(part, "timestamp") ?? json.Text("mail", "timestamp")), json.Text(part, "feedbackId") ?? snsId,
            json.List("mail", "tags", EmailReference.Key).ToList() is [var reference] ? reference.Text() : null, MessageIdOf(json), recipient,
            kind == ReportKind.Bounced && IsHard(json), reason);
    }

    // A bounce because of the account's own suppression list says nothing about the mailbox now.
    private static bool IsHard(JsonElement json) =>
        json.Text("bounce", "bounceType") == "Permanent" && json.Text("bounce", "bounceSubType") is ("General" or "NoEmail");

    private static string Reason(JsonElement recipient, JsonElement json) =>
        recipient.Text("diagnosticCode") ?? $"{recipient.Text("status")} {json.Text("bounce", "bounceType")} {json.Text("bounce", "bounceSubType")}";

    private static string? MessageIdOf(JsonElement json) =>
        json.List("mail", "headers").FirstOrDefault(h => "Message-ID".Equals(h.Text("name"), StringComparison.OrdinalIgnoreCase)) is { ValueKind: JsonValueKind.Object } header
            ? header.Text("value")
            : json.Text("mail", "commonHeaders", "messageId");
}
