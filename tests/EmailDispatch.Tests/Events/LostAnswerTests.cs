using System.Text;
using EmailDispatch.Emails;
using EmailDispatch.Events;
using EmailDispatch.Events.Mail;
using EmailDispatch.Status;

namespace EmailDispatch.Tests.Events;

public sealed class LostAnswerTests : IDisposable
{
    private readonly EventBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("delivered", EmailStatus.Deferred, ReportKind.Delivered)]
    [InlineData("bounced", EmailStatus.Deferred, ReportKind.Bounced)]
    [InlineData("delivered", EmailStatus.Unknown, ReportKind.Delivered)]
    public async Task Event_settles_an_email_whose_answer_was_lost(string kind, EmailStatus status, ReportKind expected)
    {
        var row = await LostAsync(status, "b@example.com", "c@example.com");

        await _bench.ReceiveAsync(_bench.Post("Postmark", kind, row));
        await _bench.ApplyAllAsync();

        // One message is accepted for all its recipients at once.
        var read = await _bench.ReadAsync(row);
        Assert.Equal((EmailStatus.Sent, "postmark"), (read.Status, read.Provider));
        Assert.All(read.Recipients, recipient => Assert.Equal((EmailStatus.Sent, null), (recipient.Status, recipient.Category)));
        Assert.Equal(expected, EventBench.ReportOf(read)?.Kind);
        Assert.Null(EventBench.ReportOf(read, "c@example.com"));
        Assert.NotNull(read.SentAt);
    }

    [Theory]
    [InlineData(EmailStatus.Unknown, false)]
    [InlineData(EmailStatus.Deferred, true)]
    public async Task Content_that_was_kept_for_a_retry_is_deleted_and_that_of_a_waiting_message_goes_with_it(EmailStatus status, bool isLeft)
    {
        var row = await LostAsync(status, "b@example.com");
        await _bench.Contents.SaveAsync(row.Tenant, row.Id, new Email { From = new EmailAddress("a@example.com"), To = [], Subject = "" }, CancellationToken.None);

        await _bench.ReceiveAsync(_bench.Post("Postmark", "delivered", row));
        await _bench.ApplyAllAsync();

        Assert.Equal(EmailStatus.Sent, (await _bench.ReadAsync(row)).Status);
        Assert.Equal(isLeft, await _bench.Contents.ExistsAsync(row.Tenant, row.Id, CancellationToken.None));
    }

    [Fact]
    public async Task Event_of_another_provider_or_recipient_settles_nothing()
    {
        var row = await LostAsync(EmailStatus.Deferred, "b@example.com");

        await _bench.ReceiveAsync(_bench.Post("SendGrid", "delivered", row));
        await _bench.ReceiveAsync(_bench.Post("Postmark", "delivered", row, to: "other@example.com"));
        await _bench.ApplyAllAsync();

        Assert.Equal(EmailStatus.Deferred, (await _bench.ReadAsync(row)).Status);
    }

    [Fact]
    public async Task Returned_email_which_anyone_can_forge_settles_nothing()
    {
        var row = await LostAsync(EmailStatus.Deferred, "b@example.com");
        var forged = $"From: MAILER-DAEMON@example.com\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n--x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.com\r\n\r\nFinal-Recipient: rfc822; b@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--x\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{row.Id}@acme.test>\r\n\r\n--x--\r\n";

        var count = await new MailReceiver(new EventQueue(_bench.Queue), _bench.Time).ReceiveAsync("acme", Encoding.UTF8.GetBytes(forged), CancellationToken.None);
        await _bench.ApplyAllAsync();

        Assert.Equal(1, count);
        Assert.Equal(EmailStatus.Deferred, (await _bench.ReadAsync(row)).Status);
    }

    [Fact]
    public async Task Recipient_with_an_answer_of_its_own_is_not_settled()
    {
        var row = await LostAsync(EmailStatus.Deferred, "b@example.com", "full@example.com");

        await _bench.ReceiveAsync(_bench.Post("Postmark", "delivered", row));
        await _bench.ApplyAllAsync();

        Assert.Equal([EmailStatus.Sent, EmailStatus.Deferred], (await _bench.ReadAsync(row)).Recipients.Select(r => r.Status));
    }

    private async Task<EmailRow> LostAsync(EmailStatus status, params string[] recipients)
    {
        var row = await _bench.SentAsync("Postmark", "acme", EmailStatus.Deferred, recipients);
        var lost = row with
        {
            Provider = null,
            SentAt = null,
            Recipients = [.. row.Recipients.Select(r => r with { Status = r.Address.StartsWith("full", StringComparison.Ordinal) ? EmailStatus.Deferred : status, Category = r.Address.StartsWith("full", StringComparison.Ordinal) ? "mailbox_full" : "outcome_unknown" })],
            Status = status,
            NextAttemptAt = _bench.Time.GetUtcNow() + TimeSpan.FromMinutes(10),
            AttemptNumber = 1,
            Attempts = [new Attempt { Number = 1, Provider = "postmark", At = _bench.Time.GetUtcNow(), Milliseconds = 5, Outcome = status == EmailStatus.Unknown ? AttemptOutcome.Unknown : AttemptOutcome.Deferred, Phase = "final_dot", Category = "outcome_unknown" }],
        };
        await _bench.StoreAsync(lost);
        return await _bench.ReadAsync(row);
    }
}
