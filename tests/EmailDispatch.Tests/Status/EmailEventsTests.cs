using EmailDispatch.Endpoints;
using EmailDispatch.Status;

namespace EmailDispatch.Tests.Status;

/// <summary>Which events a write of a row causes.</summary>
public sealed class EmailEventsTests
{
    private static readonly DateTimeOffset Now = ManualTime.At("2026-03-10T12:00:00Z").GetUtcNow();
    private static readonly DateTimeOffset SentAt = Now.AddMinutes(-5);
    private static readonly DateTimeOffset ReportedAt = Now.AddMinutes(-1);

    [Fact]
    public void Recipient_that_is_sent_because_of_a_report_has_both_events_in_order()
    {
        var events = Write(
            [To("b", EmailStatus.Unknown), To("c", EmailStatus.Unknown)],
            [To("b", EmailStatus.Sent, ReportKind.Complained), To("c", EmailStatus.Sent)]);

        Assert.Equal(
            [(EventTypes.Sent, SentAt, "b c"), (EventTypes.Complained, ReportedAt, "b")],
            events.Select(e => (e.Type, e.At, string.Join(' ', e.To))));
        Assert.Equal([null, "reported"], events.Select(e => e.Category));
    }

    [Fact]
    public void Report_about_a_recipient_that_was_sent_is_one_event_and_the_same_state_none()
    {
        var sent = To("b", EmailStatus.Sent);
        var delivered = To("b", EmailStatus.Sent, ReportKind.Delivered);

        Assert.Equal([EventTypes.Delivered], Write([sent], [delivered]).Select(e => e.Type));
        Assert.Empty(Write([delivered], [delivered]));
        Assert.Empty(Write([To("b", EmailStatus.Deferred)], [To("b", EmailStatus.Deferred)]));
    }

    private static List<EmailEvent> Write(List<Recipient> before, List<Recipient> after) => EmailEvents.Of(
        new EmailRow { Id = EmailDispatch.Emails.EmailId.New(TimeProvider.System), Tenant = "acme", Status = EmailStatus.Sent, From = "a@example.com", Subject = "s", Recipients = after, Stored = before, SentAt = SentAt }, Now);

    private static Recipient To(string address, EmailStatus status, ReportKind? report = null) => new(address, RecipientKind.To, status)
    {
        Report = report is { } kind ? new DeliveryReport(kind, ReportedAt, "first") { Category = kind == ReportKind.Delivered ? null : "reported" } : null,
    };
}
