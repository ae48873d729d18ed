using System.Text;
using EmailDispatch.Events;
using EmailDispatch.Events.Mail;
using EmailDispatch.Status;

namespace EmailDispatch.Tests.Events.Mail;

public sealed class OddBounceTests : IDisposable
{
    private const string To = "gone.user+tag@example.net";

    private readonly EventBench _bench = new();

    public static TheoryData<string, int> All
    {
        get
        {
            var all = new TheoryData<string, int>();
            foreach (var form in OddBounces.Forms.Keys)
                Enumerable.Range(0, Bounces.Replies.Count).ToList().ForEach(reply => all.Add(form, reply));
            return all;
        }
    }

    public static TheoryData<string> Silent => [.. OddBounces.Silent.Keys];

    public static TheoryData<string> Complaints => [.. OddBounces.Complaints.Keys];

    public void Dispose() => _bench.Dispose();

    [Theory]
    [MemberData(nameof(All))]
    public async Task Odd_bounce_finds_its_email_recipient_and_cause(string form, int reply)
    {
        var row = await _bench.SentAsync("Postmark", "acme", EmailStatus.Sent, "other@example.org", To);

        var count = await ReceiveAsync(OddBounces.Of(OddBounces.Forms[form], row.Id.ToString(), To, Bounces.Replies[reply]));
        await _bench.ApplyAllAsync();

        var read = await _bench.ReadAsync(row);
        Assert.Equal(1, count);
        Assert.Null(EventBench.ReportOf(read, "other@example.org"));
        Assert.Equal((ReportKind.Bounced, Bounces.Replies[reply].Category), (EventBench.ReportOf(read, To)?.Kind, EventBench.ReportOf(read, To)?.Category));
    }

    [Theory]
    [MemberData(nameof(Silent))]
    public async Task Message_that_ends_nothing_changes_nothing(string form)
    {
        var row = await _bench.SentAsync("Postmark", "acme", EmailStatus.Sent, To);

        var count = await ReceiveAsync(OddBounces.Of(OddBounces.Silent[form], row.Id.ToString(), To, Bounces.Replies[0]));

        Assert.Equal(0, count);
        Assert.Empty(_bench.Queue.Messages);
    }

    [Theory]
    [MemberData(nameof(Complaints))]
    public async Task Complaint_finds_the_only_recipient(string form)
    {
        var row = await _bench.SentAsync("Postmark", "acme", EmailStatus.Sent, To);

        await ReceiveAsync(OddBounces.Of(OddBounces.Complaints[form], row.Id.ToString(), To, Bounces.Replies[0]));
        await _bench.ApplyAllAsync();

        Assert.Equal(ReportKind.Complained, EventBench.ReportOf(await _bench.ReadAsync(row), To)?.Kind);
    }

    [Theory]
    [InlineData("Envelope expired", "timeout")]
    [InlineData("retry timeout exceeded", "timeout")]
    [InlineData("mailbox is full: retry timeout exceeded", "mailbox_full")]
    [InlineData("554 4.4.7 Message expired: unable to deliver in 840 minutes.<421 4.4.2 Connection timed out>", "timeout")]
    [InlineData("I'm not going to try again; this message has been in the queue too long.", "timeout")]
    [InlineData("4.4.1 connect to mx.example.net[192.0.2.1]:25: Connection refused", "network")]
    [InlineData("4.4.1 connect to mx.example.net[192.0.2.1]:25: Connection timed out", "timeout")]
    [InlineData("all relevant MX records point to non-existent hosts", "recipient_domain_unknown")]
    [InlineData("5.4.4 Host or domain name not found. Name service error for name=example.net type=A: Host not found", "recipient_domain_unknown")]
    [InlineData("an MX or SRV record indicated no SMTP service", "recipient_domain_unknown")]
    [InlineData("550 5.4.310 DNS domain example.net does not exist", "recipient_domain_unknown")]
    [InlineData("554 5.7.1 Service unavailable; client host blocked, connection refused by policy", "blocklisted")]
    public async Task Words_of_the_delivering_server_have_a_category(string words, string category)
    {
        var row = await _bench.SentAsync("Postmark", "acme", EmailStatus.Sent, To);
        var message = Bounces.Report("MAILER-DAEMON", "Undelivered", "-", $"Reporting-MTA: dns; a\n\nFinal-Recipient: rfc822; {To}\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: X-Server; {words}", copy: null);

        await ReceiveAsync(message.Replace("$id", row.Id.ToString(), StringComparison.Ordinal));
        await _bench.ApplyAllAsync();

        Assert.Equal(category, EventBench.ReportOf(await _bench.ReadAsync(row), To)?.Category);
    }

    private Task<int?> ReceiveAsync(string message) =>
        new MailReceiver(new EventQueue(_bench.Queue), _bench.Time).ReceiveAsync("acme", Encoding.UTF8.GetBytes(message), CancellationToken.None);
}
