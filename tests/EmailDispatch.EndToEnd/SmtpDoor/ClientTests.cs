using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Mail;
using System.Security.Cryptography;
using System.Text;
using EmailDispatch.EndToEnd.Samples;
using MimeKit;

namespace EmailDispatch.EndToEnd.SmtpDoor;

/// <summary>Common clients send through the door, and what arrives equals what was given, for three parsers.</summary>
public sealed class ClientTests(DoorFixture fixture) : IDisposable
{
    private const string Text = "Grüße\n.\n..dots";
    private const string Html = "<p>Grüße</p>";
    private const string FileName = "bericht-ü.bin";

    private static readonly string[] Everybody = ["a@example.test", "b@example.test", "c@example.test"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("clients-");
    private readonly string _subject = $"Prüfung {Guid.NewGuid():N}";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1_000)]
    [InlineData(14_500_000)]
    public async Task Mailkit_sends(int bytes)
    {
        var door = await fixture.DoorAsync();
        using var message = new MimeMessage { Subject = _subject };
        message.From.Add(new MailboxAddress("Ädam", "hi@acme.test"));
        message.To.AddRange([new MailboxAddress("", Everybody[0]), new MailboxAddress("", Everybody[1])]);
        message.Bcc.Add(new MailboxAddress("", Everybody[2]));
        var body = new BodyBuilder { TextBody = Text, HtmlBody = Html };
        body.Attachments.Add(FileName, RandomNumberGenerator.GetBytes(bytes));
        message.Body = body.ToMessageBody();

        using var client = await door.ConnectAsync(Cancellation);
        var reply = await client.SendAsync(message, Cancellation);

        Assert.StartsWith("2.0.0 Ok: accepted as ", reply, StringComparison.Ordinal);
        var received = await ReceiveAsync(door);
        Assert.Equal(Letter.Of(message), await Letter.ReadAsync(received.Content, Cancellation));
        Assert.Equal(message.MessageId, MimeMessage.Load(new MemoryStream(received.Content.ToArray())).MessageId);
    }

    [Fact]
    public async Task Dotnet_sends()
    {
        var door = await fixture.DoorAsync();
        var file = NewFile(100_000, out var hash);
        using var message = new MailMessage("hi@acme.test", "a@example.test,b@example.test", _subject, Text);
        message.Bcc.Add(Everybody[2]);
        message.AlternateViews.Add(AlternateView.CreateAlternateViewFromString(Html, Encoding.UTF8, "text/html"));
        message.Attachments.Add(new Attachment(file));

#pragma warning disable SYSLIB0014, CA5359 // Its client has no other way to trust a certificate.
        ServicePointManager.ServerCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore SYSLIB0014, CA5359
        using var client = new SmtpClient("127.0.0.1", door.StartTlsPort) { EnableSsl = true, Credentials = new NetworkCredential("resend", door.Host.ApiKey) };
        await client.SendMailAsync(message, Cancellation);

        Assert.Equal(new Letter(_subject, Text, Html, [$"file.bin {hash}"]), await ReadAsync(door));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nodemailer_sends(bool isImplicit)
    {
        await NodePackages.InstalledAsync();
        var door = await fixture.DoorAsync();
        var file = NewFile(500_000, out var hash);

        var reply = await ExternalProgram.RunAsync(
            new ProcessStartInfo("node", [Script("send_nodemailer.mjs"), Port(isImplicit ? door.ImplicitTlsPort : door.StartTlsPort), isImplicit ? "true" : "false", door.Host.ApiKey, _subject, file]), [], Cancellation);

        Assert.StartsWith("250 2.0.0 Ok: accepted as ", reply, StringComparison.Ordinal);
        Assert.Equal(new Letter(_subject, Text, Html, [$"{FileName} {hash}"]), await ReadAsync(door));
    }

    [Fact]
    public async Task Smtplib_sends()
    {
        var door = await fixture.DoorAsync();
        var file = NewFile(500_000, out var hash);

        await Python.RunAsync([Script("send_smtplib.py"), Port(door.StartTlsPort), door.CertificateFile, door.Host.ApiKey, _subject, file], [], Cancellation);

        Assert.Equal(new Letter(_subject, Text, Html, [$"{FileName} {hash}"]), await ReadAsync(door));
    }

    [Theory]
    [InlineData("curl")]
    [InlineData("swaks")]
    [InlineData("msmtp")]
    public async Task Tool_sends(string tool)
    {
        var door = await fixture.DoorAsync();
        var message = $"From: hi@acme.test\r\nTo: a@example.test\r\nSubject: =?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(_subject))}?=\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nGrüße\r\n.\r\n..dots\r\n";
        var path = Path.Combine(_folder.FullName, "message.eml");
        await File.WriteAllTextAsync(path, message, Cancellation);
        string[] arguments = tool switch
        {
            "curl" => ["-sS", $"smtp://127.0.0.1:{Port(door.StartTlsPort)}", "--ssl-reqd", "--cacert", door.CertificateFile, "--user", $"resend:{door.Host.ApiKey}", "--mail-from", "hi@acme.test",
                .. Everybody.SelectMany(recipient => new[] { "--mail-rcpt", recipient }), "-T", path],
            "swaks" => ["--server", $"127.0.0.1:{Port(door.StartTlsPort)}", "--tls", "--auth", "PLAIN", "--auth-user", "resend", "--auth-password", door.Host.ApiKey, "--from", "hi@acme.test",
                "--to", string.Join(',', Everybody), "--data", $"@{path}"],
            _ => ["--host=127.0.0.1", $"--port={Port(door.StartTlsPort)}", "--auth=on", "--tls=on", $"--tls-trust-file={door.CertificateFile}", "--user=resend",
                $"--passwordeval=echo {door.Host.ApiKey}", "--from=hi@acme.test", "--", .. Everybody],
        };

        await RunToolAsync(tool, arguments, tool == "msmtp" ? Encoding.UTF8.GetBytes(message) : []);

        Assert.Equal(new Letter(_subject, Text, null, []), await ReadAsync(door));
    }

    [Fact]
    public async Task Php_sends_through_msmtp()
    {
        await RunToolAsync("msmtp", ["--version"], []);
        var door = await fixture.DoorAsync();
        var settings = Path.Combine(_folder.FullName, "msmtprc");
        await File.WriteAllTextAsync(
            settings,
            $"account default\nhost 127.0.0.1\nport {Port(door.StartTlsPort)}\ntls on\ntls_trust_file {door.CertificateFile}\nauth on\nuser resend\npassword {door.Host.ApiKey}\nfrom hi@acme.test\n",
            Cancellation);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(settings, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        const string Call = "exit(mail('a@example.test, b@example.test', '=?utf-8?B?' . base64_encode($argv[1]) . '?=', $argv[2], \"From: hi@acme.test\\r\\nBcc: c@example.test\\r\\nContent-Type: text/plain; charset=utf-8\") ? 0 : 1);";

        await RunToolAsync("php", ["-d", $"sendmail_path=msmtp -C {settings} -t", "-r", Call, "--", _subject, Text], []);

        Assert.Equal(new Letter(_subject, Text, null, []), await ReadAsync(door));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task RunToolAsync(string tool, string[] arguments, byte[] input)
    {
        try
        {
            await ExternalProgram.RunAsync(new ProcessStartInfo(tool, arguments), input, Cancellation);
        }
        catch (Win32Exception)
        {
            Assert.Skip($"{tool} is not installed; it is one of the clients that send through the door.");
        }
    }

    private static string Script(string name) => RepositoryPath.Of("tests", "EmailDispatch.EndToEnd", "SmtpDoor", name);

    private static string Port(int port) => port.ToString(CultureInfo.InvariantCulture);

    private async Task<Sandbox.ReceivedEmail> ReceiveAsync(DoorHost door)
    {
        var received = await door.Provider!.Inbox.WaitForAsync(email => Letter.Of(email.Content).Subject == _subject, TimeSpan.FromSeconds(30), Cancellation);
        Assert.Equal(Everybody, received.AcceptedRecipients.Order(StringComparer.Ordinal));
        Assert.DoesNotContain("c@example.test", received.ContentText, StringComparison.Ordinal);
        return received;
    }

    private async Task<Letter> ReadAsync(DoorHost door) => await Letter.ReadAsync((await ReceiveAsync(door)).Content, Cancellation);

    private string NewFile(int bytes, out string hash)
    {
        var content = RandomNumberGenerator.GetBytes(bytes);
        hash = Convert.ToHexStringLower(SHA256.HashData(content));
        var path = Path.Combine(_folder.FullName, "file.bin");
        File.WriteAllBytes(path, content);
        return path;
    }
}
