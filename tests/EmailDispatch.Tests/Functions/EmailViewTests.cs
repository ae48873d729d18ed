using EmailDispatch.Emails;
using EmailDispatch.Functions.Api;
using EmailDispatch.Status;

namespace EmailDispatch.Tests.Functions;

public sealed class EmailViewTests
{
    private static readonly EmailRow Row = new()
    {
        Id = EmailId.New(TimeProvider.System),
        Tenant = "default",
        Status = EmailStatus.Sent,
        From = "a@x.test",
        Subject = "s",
        Recipients =
        [
            new Recipient("to@x.test", RecipientKind.To, EmailStatus.Failed) { Reply = "554 5.7.1 not to hidden@y.test and to@x.test" },
            new Recipient("sent@y.test", RecipientKind.Bcc, EmailStatus.Sent),
            new Recipient("late@y.test", RecipientKind.Bcc, EmailStatus.Sent) { Report = new DeliveryReport(ReportKind.Bounced, DateTimeOffset.UnixEpoch, "first") },
            new Recipient("hidden@y.test", RecipientKind.Bcc, EmailStatus.Bounced) { Name = "Hidden", Reply = "550 5.1.1 <hidden@y.test> unknown" },
        ],
        Attempts = [new Attempt { Number = 1, Provider = "first", At = DateTimeOffset.UnixEpoch, Milliseconds = 1, Outcome = AttemptOutcome.Bounced, Phase = "rcpt_to", Reply = "5.1.1 <hidden@y.test> unknown" }],
    };

    [Fact]
    public void Bcc_recipients_are_counted_without_their_addresses()
    {
        var email = EmailView.Whole(Row, showsBcc: false);

        Assert.Equal(new Dictionary<string, int> { ["sent"] = 1, ["bounced"] = 2 }, email.BccStatuses);
        Assert.Null(email.Bcc);
        Assert.Equal(["to@x.test"], email.Recipients!.Select(r => r.Address));
        Assert.Equal("554 5.7.1 not to (bcc) and to@x.test", email.Recipients![0].Reply);
        Assert.Equal("5.1.1 <(bcc)> unknown", email.Attempts![0].Reply);
        Assert.DoesNotContain("@y.test", System.Text.Json.JsonSerializer.Serialize(email), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Key_that_may_see_bcc_recipients_sees_them_as_all_others()
    {
        var email = EmailView.Whole(Row, showsBcc: true);

        Assert.Equal(["sent@y.test", "late@y.test", "Hidden <hidden@y.test>"], email.Bcc);
        Assert.Equal(["to failed", "bcc sent", "bcc bounced", "bcc bounced"], email.Recipients!.Select(r => $"{r.Kind} {r.Status}"));
        Assert.Equal("550 5.1.1 <hidden@y.test> unknown", email.Recipients![3].Reply);
        Assert.Equal("5.1.1 <hidden@y.test> unknown", email.Attempts![0].Reply);
        Assert.Equal(email.Bcc, EmailView.Brief(Row, showsBcc: true).Bcc);
        Assert.Null(EmailView.Brief(Row, showsBcc: false).Bcc);
    }

    [Fact]
    public void Email_without_bcc_recipients_has_none()
    {
        var row = Row with { Recipients = [Row.Recipients[0]] };

        Assert.Null(EmailView.Whole(row, showsBcc: true).Bcc);
        Assert.Empty(EmailView.Whole(row, showsBcc: false).BccStatuses!);
    }
}
