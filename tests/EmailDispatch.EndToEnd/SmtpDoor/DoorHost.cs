using System.Net.Security;
using System.Text.RegularExpressions;
using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.Sandbox;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace EmailDispatch.EndToEnd.SmtpDoor;

/// <summary>The local host with its SMTP door on free ports, sending to a sandbox.</summary>
public sealed partial class DoorHost : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;

    private DoorHost(DirectoryInfo folder, EmailHost host, SandboxServer? provider)
    {
        (_folder, Host, Provider) = (folder, host, provider);
        var ports = Listening().Matches(host.Output).ToDictionary(match => match.Groups[2].Value, match => int.Parse(match.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture));
        (StartTlsPort, ImplicitTlsPort) = (ports["STARTTLS"], ports["implicit TLS"]);
    }

    public EmailHost Host { get; }

    public SandboxServer? Provider { get; }

    public int StartTlsPort { get; }

    public int ImplicitTlsPort { get; }

    public string CertificateFile => CertificateIn(_folder);

    public static Task<DoorHost> StartAsync(string storage, SandboxServer? provider, CancellationToken cancellationToken, params (string Name, string Value)[] settings) =>
        StartAsync(EmailHostSettings.LocalHost, storage, provider, cancellationToken, settings);

    /// <summary>The program that the container runs. It only accepts emails, and needs a certificate.</summary>
    public static Task<DoorHost> StartProgramAsync(string storage, CancellationToken cancellationToken) => StartAsync("EmailDispatch.SmtpDoor", storage, null, cancellationToken);

    private static async Task<DoorHost> StartAsync(string program, string storage, SandboxServer? provider, CancellationToken cancellationToken, params (string Name, string Value)[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("smtp-door-");
        var more = new Dictionary<string, string>
        {
            ["SmtpDoor__Address"] = "127.0.0.1",
            ["SmtpDoor__StartTlsPort"] = "0",
            ["SmtpDoor__ImplicitTlsPort"] = "0",
            ["SmtpDoor__HostName"] = "door.test",
            ["SmtpDoor__CertificateFile"] = CertificateIn(folder),
            ["LocalHost__MessageLock"] = "00:00:03",
            ["Dispatch__Lease"] = "00:00:03",
        };
        foreach (var (name, value) in settings)
            more[name] = value;
        if (program != EmailHostSettings.LocalHost)
            await File.WriteAllTextAsync(CertificateIn(folder), SandboxCertificate.CreatePem(TimeProvider.System), cancellationToken);

        // A provider that does not exist leaves accepted emails in their queue.
        var sending = new HostedProvider("provider", "127.0.0.1", provider?.Port ?? 9);
        var host = await EmailHost.StartAsync(new EmailHostSettings(storage, [sending], More: more, Program: program), cancellationToken);
        await Eventually.GetAsync(() => Task.FromResult(Listening().Count(host.Output)), count => count == 2, cancellationToken);
        return new DoorHost(folder, host, provider);
    }

    /// <summary>A client that has logged in.</summary>
    public async Task<SmtpClient> ConnectAsync(CancellationToken cancellationToken, string? key = null)
    {
        var client = new SmtpClient { ServerCertificateValidationCallback = (_, _, _, errors) => errors != SslPolicyErrors.RemoteCertificateNotAvailable };
        await client.ConnectAsync("127.0.0.1", StartTlsPort, SecureSocketOptions.StartTls, cancellationToken);
        await client.AuthenticateAsync("resend", key ?? Host.ApiKey, cancellationToken);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static string CertificateIn(DirectoryInfo folder) => Path.Combine(folder.FullName, "door.pem");

    [GeneratedRegex(@"The SMTP door listens on port (\d+) \(([^)]+)\)")]
    private static partial Regex Listening();
}
