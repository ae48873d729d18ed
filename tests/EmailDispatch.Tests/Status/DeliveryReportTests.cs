using EmailDispatch.Emails;
using EmailDispatch.Status;

namespace EmailDispatch.Tests.Status;

public sealed class DeliveryReportTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Reports_come_to_the_same_in_every_order_and_number()
    {
        DeliveryReport[] all =
        [
            New(ReportKind.Delivered, 0, "a"), New(ReportKind.Bounced, 5, "b"), New(ReportKind.Delivered, 5, "c"), New(ReportKind.Complained, 9, "d"),
            New(ReportKind.Complained, 7, "e"), New(ReportKind.Bounced, 5, null), New(ReportKind.Delivered, 20, null), New(ReportKind.Complained, 7, "f"),
        ];
        var random = new Random(1);

        var ends = Enumerable.Range(0, 200).Select(_ => Fold(all.Concat(all).OrderBy(_ => random.Next()))).Distinct().ToList();
        var endsWithoutComplaints = Enumerable.Range(0, 200).Select(_ => Fold(all.Where(r => r.Kind != ReportKind.Complained).OrderBy(_ => random.Next()))).Distinct().ToList();

        Assert.Equal("e", Assert.Single(ends)!.EventId);
        Assert.Equal((ReportKind.Bounced, Noon.AddSeconds(5)), (Assert.Single(endsWithoutComplaints)!.Kind, endsWithoutComplaints[0]!.At));
    }

    [Theory]
    [InlineData(ReportKind.Delivered, 0, ReportKind.Bounced, 1, true)]
    [InlineData(ReportKind.Delivered, 1, ReportKind.Bounced, 0, true)]
    [InlineData(ReportKind.Bounced, 0, ReportKind.Delivered, 9, false)]
    [InlineData(ReportKind.Complained, 0, ReportKind.Delivered, 9, false)]
    [InlineData(ReportKind.Bounced, 0, ReportKind.Bounced, 1, true)]
    [InlineData(ReportKind.Bounced, 1, ReportKind.Bounced, 0, false)]
    [InlineData(ReportKind.Complained, 1, ReportKind.Complained, 0, true)]
    [InlineData(ReportKind.Delivered, 0, ReportKind.Bounced, 0, true)]
    [InlineData(ReportKind.Bounced, 0, ReportKind.Delivered, 0, false)]
    [InlineData(ReportKind.Bounced, 9, ReportKind.Complained, 0, true)]
    [InlineData(ReportKind.Complained, 0, ReportKind.Bounced, 9, false)]
    [InlineData(ReportKind.Delivered, 0, ReportKind.Delivered, 0, false)]
    public void Worse_report_replaces_whatever_the_clocks_say(ReportKind known, int knownAt, ReportKind told, int toldAt, bool replaces) =>
        Assert.Equal(replaces, New(told, toldAt, null).Replaces(New(known, knownAt, null)));

    [Theory]
    [InlineData("sent", null, null)]
    [InlineData("sent", ReportKind.Delivered, null)]
    [InlineData("delivered", ReportKind.Delivered, ReportKind.Delivered)]
    [InlineData("bounced", ReportKind.Delivered, ReportKind.Bounced)]
    [InlineData("bounced", null, ReportKind.Bounced)]
    [InlineData("complained", ReportKind.Complained, ReportKind.Bounced)]
    public void Last_event_claims_no_more_than_was_reported(string expected, ReportKind? first, ReportKind? second)
    {
        var row = NewRow([With("a@example.com", EmailStatus.Sent, first), With("b@example.com", EmailStatus.Sent, second), With("c@example.com", EmailStatus.Bounced, null)]);

        Assert.Equal(expected, row.ToLastEvent());
    }

    [Fact]
    public void Fifty_recipients_with_the_longest_reports_fit_the_entity()
    {
        var report = New(ReportKind.Bounced, 1, new string('i', DeliveryReport.MaxEventIdLength)) with { Provider = new string('p', 64), Reason = new string('"', DeliveryReport.MaxReasonLength), Category = "recipient_address_invalid" };
        var row = NewRow([.. Enumerable.Range(0, 50).Select(n => With($"{n:D2}{new string('a', 240)}@example.com", EmailStatus.Sent, null) with { Report = report, Name = new string('n', 100), Reply = new string('r', 500) })]);

        var column = EmailRowEntity.ToReports(row).GetString("Recipients");
        var read = EmailRowEntity.FromEntity(EmailRowEntity.ToEntity(row));

        Assert.InRange(column.Length, 1, 32 * 1024);
        Assert.All(read.Recipients, recipient => Assert.Equal((ReportKind.Bounced, report.At, report.Provider), (recipient.Report!.Kind, recipient.Report.At, recipient.Report.Provider)));
    }

    private static DeliveryReport? Fold(IEnumerable<DeliveryReport> reports) =>
        reports.Aggregate((DeliveryReport?)null, (known, told) => told.Replaces(known) ? told : known);

    private static DeliveryReport New(ReportKind kind, int seconds, string? id) => new(kind, Noon.AddSeconds(seconds), "p") { EventId = id };

    private static Recipient With(string address, EmailStatus status, ReportKind? kind) =>
        new(address, RecipientKind.To, status) { Report = kind is { } told ? New(told, 0, null) : null };

    private static EmailRow NewRow(IReadOnlyList<Recipient> recipients) => new()
    {
        Id = EmailId.New(ManualTime.At("2026-03-10T12:00:00Z")),
        Tenant = "default",
        Status = EmailStatus.Sent,
        From = "a@example.com",
        Subject = "",
        Recipients = recipients,
    };
}
