using System.Diagnostics;
using System.Globalization;
using System.Text;
using EmailDispatch.Benchmarks.Mail;
using EmailDispatch.Benchmarks.Measuring;
using EmailDispatch.Benchmarks.Processes;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace EmailDispatch.Benchmarks.Scenarios;

/// <summary>
/// How fast emails are accepted over SMTP and over HTTP, from as many clients, by the same host and storage. Messages have a Message-ID, so the door
/// also recognizes repeats, which costs a request to storage; so does the API for emails with an idempotency key. Every round gets a new host and storage, because Azurite slows down with its rows.
/// </summary>
internal sealed class DoorScenario : IScenario
{
    private const int Clients = 16;
    private const int Emails = 640;

    public string Name => "door";

    public string Question => "accepted over SMTP, against the API";

    public async Task RunAsync(Bounds bounds, Report report, CancellationToken cancellationToken)
    {
        await using var sink = await MailSink.StartAsync(cancellationToken);
        var folder = Directory.CreateTempSubdirectory("bench-door-");
        try
        {
            var comparison = await Comparison.RunAsync("2 KB, 16 clients, through Azurite in memory", "emails/s", bounds with { Time = 4 * bounds.Time },
            [
                new Side("SMTP door", token => RoundAsync(SmtpAsync, token)),
                new Side("POST /emails", token => RoundAsync((host, _, count, cancellation) => PostAsync(host, count, hasKeys: false, cancellation), token)),
                new Side("POST /emails with an idempotency key", token => RoundAsync((host, _, count, cancellation) => PostAsync(host, count, hasKeys: true, cancellation), token)),
            ], cancellationToken);
            report.Add(comparison);
            report.Add(Figure.AtLeast("SMTP door vs the API", comparison.Ratio().Median, 0.7));
            report.Add("SMTP door vs the API with idempotency keys", comparison.Ratio(2).Median, "times");
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        async Task<double> RoundAsync(Func<HostProcess, int, int, CancellationToken, Task> sendAsync, CancellationToken token)
        {
            await using var azurite = await Azurite.StartAsync(token);
            var port = Ports.Free();
            var settings = EmailHost.Settings(azurite.ConnectionString, sink.Port);
            settings["SmtpDoor:Address"] = "127.0.0.1";
            settings["SmtpDoor:StartTlsPort"] = port.ToString(CultureInfo.InvariantCulture);
            settings["SmtpDoor:ImplicitTlsPort"] = "-1";
            settings["SmtpDoor:CertificateFile"] = Path.Combine(folder.FullName, "door.pem");
            await using var host = await HostProcess.StartAsync(settings, token);
            await AllAsync();
            var started = Stopwatch.GetTimestamp();
            await AllAsync();
            return Emails / Stopwatch.GetElapsedTime(started).TotalSeconds;

            Task AllAsync() => Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => sendAsync(host, port, Emails / Clients, token)));
        }
    }

    private static async Task PostAsync(HostProcess host, int count, bool hasKeys, CancellationToken cancellationToken)
    {
        using var caller = host.Caller();
        var json = Encoding.UTF8.GetBytes(Letters.WithBodies(2 * 1024));
        for (var n = 0; n < count; n++)
            await caller.PostAsync("emails", json, cancellationToken, hasKeys ? Guid.NewGuid().ToString() : null);
    }

    private static async Task SmtpAsync(HostProcess host, int port, int count, CancellationToken cancellationToken)
    {
        using var client = new SmtpClient { ServerCertificateValidationCallback = (_, certificate, _, _) => certificate is not null };
        await client.ConnectAsync("127.0.0.1", port, SecureSocketOptions.StartTls, cancellationToken);
        await client.AuthenticateAsync("resend", EmailHost.ApiKey, cancellationToken);
        for (var n = 0; n < count; n++)
        {
            using var message = new MimeMessage { Subject = "Receipt", Body = new TextPart { Text = new string('x', 2 * 1024) } };
            message.From.Add(new MailboxAddress("Acme", "hi@acme.test"));
            message.To.Add(new MailboxAddress("", "you@example.test"));
            await client.SendAsync(message, cancellationToken);
        }
    }
}
