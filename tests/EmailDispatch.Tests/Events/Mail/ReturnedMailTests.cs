using System.Text;
using EmailDispatch.Events;
using EmailDispatch.Events.Mail;
using EmailDispatch.Status;

namespace EmailDispatch.Tests.Events.Mail;

public sealed class ReturnedMailTests : IDisposable
{
    private readonly EventBench _bench = new();

    public static TheoryData<string, int> All
    {
        get
        {
            var all = new TheoryData<string, int>();
            foreach (var form in Bounces.Forms.Keys)
                Enumerable.Range(0, Bounces.Replies.Count).ToList().ForEach(reply => all.Add(form, reply));
            return all;
        }
    }

    public void Dispose() => _bench.Dispose();

    [Theory]
    [MemberData(nameof(All))]
    public async Task Bounce_finds_its_email_recipient_and_cause(string form, int reply)
    {
        var row = await _bench.SentAsync("Postmark", "acme", EmailStatus.Sent, "other@example.org", "gone.user+tag@example.net");

        var count = await ReceiveAsync("acme", Bounces.Of(form, row.Id.ToString(), "gone.user+tag@example.net", Bounces.Replies[reply]));
        await _bench.ApplyAllAsync();

        var read = await _bench.ReadAsync(row);
        Assert.Equal(1, count);
        Assert.Null(EventBench.ReportOf(read, "other@example.org"));
        Assert.Equal((ReportKind.Bounced, Bounces.Replies[reply].Category), (EventBench.ReportOf(read, "gone.user+tag@example.net")?.Kind, EventBench.ReportOf(read, "gone.user+tag@example.net")?.Category));
    }

    [Theory]
    [InlineData("abuse", true)]
    [InlineData("fraud", true)]
    [InlineData("not-spam", false)]
    [InlineData("auth-failure", false)]
    public async Task Complaint_is_applied_where_it_is_one(string type, bool isComplaint)
    {
        var row = await _bench.SentAsync("Postmark", "acme");
        var message = $"From: fbl@example.com\nTo: a@example.com\nSubject: FW: Hello\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=feedback-report; boundary=\"b\"\n\n--b\nContent-Type: text/plain\n\nThis is an email abuse report.\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: {type}\nUser-Agent: Feedback/1\nVersion: 1\nOriginal-Rcpt-To: <b@example.com>\n\n--b\nContent-Type: message/rfc822\n\nMessage-ID: <{row.Id}@example.com>\nFrom: a@example.com\nTo: b@example.com\n\nHello\n--b--\n";

        await ReceiveAsync("acme", message);
        await _bench.ApplyAllAsync();

        Assert.Equal(isComplaint ? ReportKind.Complained : null, EventBench.ReportOf(await _bench.ReadAsync(row))?.Kind);
    }

    [Theory]
    [InlineData("delayed", "4.4.1", null)]
    [InlineData("relayed", "2.0.0", null)]
    [InlineData("expanded", "2.0.0", null)]
    [InlineData("delivered", "2.0.0", ReportKind.Delivered)]
    [InlineData("failed", "4.4.7", ReportKind.Bounced)]
    public async Task Action_of_a_report_counts(string action, string status, ReportKind? kind)
    {
        var row = await _bench.SentAsync("Postmark", "acme");
        var message = Bounces.Report("MAILER-DAEMON", "Status", "Words.", $"Reporting-MTA: dns; a\n\nFinal-Recipient: rfc822; b@example.com\nAction: {action}\nStatus: {status}\nDiagnostic-Code: smtp; 451 4.4.1 connection timed out", copy: null);

        await ReceiveAsync("acme", message.Replace("$id", row.Id.ToString(), StringComparison.Ordinal));
        await _bench.ApplyAllAsync();

        Assert.Equal(kind, EventBench.ReportOf(await _bench.ReadAsync(row))?.Kind);
    }

    [Theory]
    [InlineData("Out of office", "I am away until Monday. My mailbox is b@example.com.", "Somebody <b@example.com>")]
    [InlineData("Warning: message delayed 24 hours", "A message that you sent has not yet been delivered to one or more of its recipients after more than 24 hours.\n\n  b@example.com\n\nNo action is required on your part. Delivery attempts will continue for some time.", "Mail Delivery System <mailer-daemon@example.com>")]
    [InlineData("Re: Hello", "Thanks!", "b@example.com")]
    [InlineData("", "", "")]
    public async Task Warning_and_automatic_reply_change_nothing(string subject, string words, string from)
    {
        var row = await _bench.SentAsync("Postmark", "acme");

        var count = await ReceiveAsync("acme", $"From: {from}\nTo: a@example.com\nSubject: {subject}\nIn-Reply-To: <{row.Id}@example.com>\n\n{words}\n");

        Assert.Equal(0, count);
        Assert.Empty(_bench.Queue.Messages);
    }

    [Fact]
    public async Task Report_of_several_recipients_tells_of_each()
    {
        var row = await _bench.SentAsync("Postmark", "acme", EmailStatus.Sent, "b@example.com", "c@example.com", "d@example.com");
        var message = $"From: mailer-daemon@example.com\nTo: a@example.com\nSubject: failure notice\n\n<b@example.com>:\n550 5.1.1 No such user\n\n<c@example.com>:\n552 5.2.2 Mailbox full\n\n--- Below this line is a copy of the message.\n\nMessage-ID: <{row.Id}@example.com>\nTo: b@example.com, c@example.com, d@example.com\n\nHello\n";

        Assert.Equal(2, await ReceiveAsync("acme", message));
        await _bench.ApplyAllAsync();

        var read = await _bench.ReadAsync(row);
        Assert.Equal(["recipient_unknown", "mailbox_full", null], read.Recipients.Select(r => r.Report?.Category));
        Assert.Equal("postmark", read.Recipients[0].Report?.Provider);
    }

    [Fact]
    public async Task Bounce_of_a_forwarded_email_is_that_of_its_only_recipient()
    {
        var row = await _bench.SentAsync("Postmark", "acme");

        await ReceiveAsync("acme", Bounces.Of("postfix", row.Id.ToString(), "elsewhere@example.org", Bounces.Replies[1]));
        await _bench.ApplyAllAsync();

        Assert.Equal("mailbox_full", EventBench.ReportOf(await _bench.ReadAsync(row))?.Category);
    }

    [Fact]
    public async Task Email_of_another_tenant_is_left_alone()
    {
        var row = await _bench.SentAsync("Postmark", "acme");

        await ReceiveAsync("other", Bounces.Of("postfix", row.Id.ToString(), "b@example.com", Bounces.Replies[0]));
        await ReceiveAsync("other", Bounces.Of("postfix", $"{row.Id}_acme", "b@example.com", Bounces.Replies[0]));
        await _bench.ApplyAllAsync();

        Assert.Null(EventBench.ReportOf(await _bench.ReadAsync(row)));
        Assert.Empty(_bench.SuppressedBy("acme"));
    }

    [Theory]
    [InlineData("@", 1_000_000)]
    [InlineData("a@b ", 250_000)]
    [InlineData("<a@b.c>:\n", 200_000)]
    [InlineData("delivery failed \n", 100_000)]
    [InlineData("user user user ", 100_000)]
    [InlineData("a.b-", 250_000)]
    [InlineData("0190a1b2-c3d4-7e5f-8a6b-", 80_000)]
    [InlineData("<", 1_000_000)]
    [InlineData("--b\n", 250_000)]
    [InlineData("Subject: x\n", 150_000)]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n--b\n", 20_000)]
    public async Task Hostile_message_is_read_in_bounded_time(string piece, int times)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var body = string.Concat(Enumerable.Repeat(piece, times));

        foreach (var head in new[] { "", "From: mailer-daemon@example.com\nSubject: failure\nReferences: <0190a1b2-c3d4-7e5f-8a6b-1c2d3e4f5061@a>\n\n", "From: mailer-daemon@example.com\nReferences: <0190a1b2-c3d4-7e5f-8a6b-1c2d3e4f5061@a>\nContent-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n" })
        {
            var count = await new MailReceiver(new EventQueue(_bench.Queue), _bench.Time).ReceiveAsync("acme", Encoding.UTF8.GetBytes(head + body), limit.Token).WaitAsync(limit.Token);
            Assert.InRange(count ?? 0, 0, ReturnedMail.MaxEvents);
        }
    }

    private Task<int?> ReceiveAsync(string tenant, string message) =>
        new MailReceiver(new EventQueue(_bench.Queue), _bench.Time).ReceiveAsync(tenant, Encoding.UTF8.GetBytes(message), CancellationToken.None);
}
