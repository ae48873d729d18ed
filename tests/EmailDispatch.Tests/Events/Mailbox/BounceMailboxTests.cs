using System.Text;
using EmailDispatch.Events;
using EmailDispatch.Events.Mail;
using EmailDispatch.Events.Mailbox;
using EmailDispatch.Providers;
using EmailDispatch.Providers.Credentials;
using EmailDispatch.Status;
using EmailDispatch.Tests.Events.Mail;
using EmailDispatch.Tests.Smtp;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Tests.Events.Mailbox;

public sealed class BounceMailboxTests : IAsyncDisposable
{
    private readonly EventBench _bench = new();
    private readonly ScriptedImapServer _server = new();
    private readonly SecretsInMemory _secrets = new();
    private readonly RecordedLog _log = new();
    private readonly HttpClient _http = new();

    public async ValueTask DisposeAsync()
    {
        _bench.Dispose();
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Returned_email_is_applied_and_moved()
    {
        var row = await _bench.SentAsync("Postmark", "acme");
        _server.Add(Bounce(row));
        _server.Add(Encoding.UTF8.GetBytes("From: somebody@example.com\r\nSubject: Hello\r\n\r\nHello\r\n"));

        await RunAsync();
        await _bench.ApplyAllAsync();

        Assert.True(_log.Errors.Count == 0, $"{_log.Text}\n{string.Join('\n', _server.Commands)}");
        Assert.Equal("recipient_unknown", EventBench.ReportOf(await _bench.ReadAsync(row))?.Category);
        Assert.Empty(_server.Folders["INBOX"]);
        Assert.Equal(2, _server.Folders["Processed"].Count);
        Assert.DoesNotContain(_server.Commands, command => command.Contains("EXPUNGE", StringComparison.Ordinal) || command.Contains("Deleted", StringComparison.Ordinal) && command.Contains("STORE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_that_dies_before_the_move_is_repeated_without_harm()
    {
        var row = await _bench.SentAsync("Postmark", "acme");
        _server.Add(Bounce(row));
        _server.MovesUntilCut = 0;

        await RunAsync();
        await _bench.ApplyAllAsync();
        var first = await _bench.ReadAsync(row);
        _server.MovesUntilCut = null;
        await RunAsync();
        await _bench.ApplyAllAsync();

        Assert.Equal(ReportKind.Bounced, EventBench.ReportOf(first)?.Kind);
        Assert.Equal(first.ETag, (await _bench.ReadAsync(row)).ETag);
        Assert.Single(_server.Folders["Processed"]);
        Assert.Contains(5302, _log.Errors);
    }

    [Fact]
    public async Task Run_reads_a_bounded_number_and_the_beginning_of_what_is_large()
    {
        var row = await _bench.SentAsync("Postmark", "acme");
        _server.Add([.. Bounce(row), .. new byte[3 * 1024 * 1024]]);
        _server.Add(Bounce(row));
        _server.Add(Bounce(row));

        await RunAsync(settings => settings.MaxMessages = 2);
        await _bench.ApplyAllAsync();

        Assert.Single(_server.Folders["INBOX"]);
        Assert.Equal(ReportKind.Bounced, EventBench.ReportOf(await _bench.ReadAsync(row))?.Kind);
    }

    [Fact]
    public async Task Refused_login_is_told_once_for_a_run()
    {
        _server.Password = "another";

        await RunAsync();

        Assert.Contains("check User and Secret", Assert.Single(_log.Lines, line => line.Contains("5302", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Single(_server.Commands, command => command.Contains("AUTHENTICATE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Mailbox_that_is_not_configured_costs_nothing()
    {
        await RunAsync(settings => settings.Host = "");

        Assert.Empty(_server.Commands);
        Assert.Empty(_log.Lines);
    }

    private static byte[] Bounce(EmailRow row) => Encoding.UTF8.GetBytes(Bounces.Of("postfix", $"{row.Id}", "b@example.com", Bounces.Replies[0]).Replace("From: MAILER", "Date: Tue, 10 Mar 2026 11:00:00 +0000\nFrom: MAILER", StringComparison.Ordinal));

    private Task RunAsync(Action<BounceMailboxOptions>? change = null)
    {
        _secrets.Values["mailbox"] = "not-a-secret";
        var settings = new BounceMailboxOptions { Host = "127.0.0.1", Port = _server.Port, Security = ProviderSecurity.None, User = "bounces", Secret = "mailbox" };
        change?.Invoke(settings);
        var credentials = new ProviderCredentials(_secrets, new AccessTokens(_http, TimeProvider.System, NullLogger<AccessTokens>.Instance), TimeProvider.System, NullLogger<ProviderCredentials>.Instance);
        var mailbox = new BounceMailbox(new MailReceiver(new EventQueue(_bench.Queue), _bench.Time), credentials, Options.Create(settings), TimeProvider.System, _log.Factory.CreateLogger<BounceMailbox>());
        return mailbox.RunAsync(TestContext.Current.CancellationToken);
    }
}
