using System.Text;
using EmailDispatch.Events;
using EmailDispatch.Events.Mail;
using EmailDispatch.Naming;
using EmailDispatch.Status;

namespace EmailDispatch.Tests.Events.Mail;

/// <summary>Reports as mail servers wrote them, with other names of hosts.</summary>
public sealed class RealReportTests : IDisposable
{
    private const string Id = "0190a1b2-c3d4-7e5f-8a6b-1c2d3e4f5061";

    private readonly EventBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("exim-unknown-user", "unknown.user@example.net recipient_unknown")]
    [InlineData("exim-full-mailbox", "full.user@example.net mailbox_full")]
    [InlineData("exim-two-recipients", "full.user@example.net mailbox_full", "unknown.user@example.net recipient_unknown")]
    [InlineData("exim-expired", "some.user@down.example timeout")]
    [InlineData("exim-expired-after-deferrals", "defer.user@example.net timeout")]
    [InlineData("exim-delayed")]
    [InlineData("postfix-unknown-user", "unknown.user@example.net recipient_unknown")]
    [InlineData("postfix-full-mailbox", "full.user@example.net mailbox_full")]
    [InlineData("postfix-two-recipients", "full.user@example.net mailbox_full", "unknown.user@example.net recipient_unknown")]
    [InlineData("postfix-expired", "some.user@down.example network")]
    [InlineData("postfix-expired-after-deferrals", "defer.user@example.net local_error")]
    [InlineData("postfix-expired-over-quota", "overquota.user@example.net mailbox_full")]
    [InlineData("postfix-delayed")]
    [InlineData("opensmtpd-unknown-user", "unknown.user@example.net recipient_unknown")]
    [InlineData("opensmtpd-full-mailbox", "full.user@example.net mailbox_full")]
    [InlineData("opensmtpd-two-recipients", "full.user@example.net mailbox_full", "unknown.user@example.net recipient_unknown")]
    public async Task Report_finds_its_email_recipients_and_causes(string name, params string[] expected)
    {
        var row = await _bench.SentAsync("Postmark", "acme", EmailStatus.Sent, "full.user@example.net", "unknown.user@example.net", "some.user@down.example", "defer.user@example.net", "overquota.user@example.net", "good@example.net");
        var report = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Events", "Mail", "Reports", $"{name}.eml"), TestContext.Current.CancellationToken);

        var count = await new MailReceiver(new EventQueue(_bench.Queue), _bench.Time).ReceiveAsync("acme", Encoding.UTF8.GetBytes(report.Replace(Id, row.Id.ToString(), StringComparison.Ordinal)), CancellationToken.None);
        await _bench.ApplyAllAsync();

        var read = await _bench.ReadAsync(row);
        Assert.Equal(expected.Length, count);
        Assert.Equal(expected, read.Recipients.Where(r => r.Report is not null).Select(r => $"{r.Address} {r.Report!.Category}").Order(StringComparer.Ordinal));
        Assert.All(read.Recipients, r => Assert.True(r.Report is null or { Kind: ReportKind.Bounced }, r.ToName()));
    }
}
