using System.Security.Cryptography.X509Certificates;
using EmailDispatch.Sandbox;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace EmailDispatch.EndToEnd.SmtpDoor;

/// <summary>Storage goes away, and the certificate is renewed, while the door runs.</summary>
public sealed class DoorFaultTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Message_is_refused_for_now_while_storage_is_away()
    {
        var azurite = await Azurite.StartAsync(cancellationToken: Cancellation);
        await using var door = await DoorHost.StartAsync(azurite.ConnectionString, null, Cancellation);
        using var session = await RawSession.OpenAsync(door, door.Host.ApiKey);
        await DoorReplyTests.OpenMessageAsync(session);

        await azurite.DisposeAsync();
        await session.SendAsync("From: hi@acme.test\r\nSubject: away\r\n\r\ntext\r\n.\r\n");

        Assert.Equal("451 4.3.0 Storage cannot be reached; nothing was accepted. Try again.\r\n", await session.ReadAsync());
        Assert.StartsWith("250 2.0.0 ", await session.SayAsync("NOOP"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Renewed_certificate_is_used_without_a_restart()
    {
        await using var azurite = await Azurite.StartAsync(cancellationToken: Cancellation);
        await using var door = await DoorHost.StartAsync(azurite.ConnectionString, null, Cancellation, ("SmtpDoor__CertificateRefresh", "00:00:01"));
        var first = await ThumbprintAsync(door);

        await File.WriteAllTextAsync(door.CertificateFile, "broken", Cancellation);
        await Eventually.GetAsync(() => Task.FromResult(door.Host.Output), output => output.Contains("[9203]", StringComparison.Ordinal), Cancellation);
        Assert.Equal(first, await ThumbprintAsync(door));
        await File.WriteAllTextAsync(door.CertificateFile, SandboxCertificate.CreatePem(TimeProvider.System), Cancellation);

        Assert.NotEqual(first, await Eventually.GetAsync(() => ThumbprintAsync(door), thumbprint => thumbprint != first, Cancellation));
    }

    private static async Task<string> ThumbprintAsync(DoorHost door)
    {
        var thumbprint = "";
        using var client = new SmtpClient { ServerCertificateValidationCallback = (_, certificate, _, _) => (thumbprint = ((X509Certificate2)certificate!).Thumbprint).Length > 0 };
        await client.ConnectAsync("127.0.0.1", door.ImplicitTlsPort, SecureSocketOptions.SslOnConnect, Cancellation);
        return thumbprint;
    }
}
