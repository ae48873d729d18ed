using System.Net;
using System.Net.Sockets;
using EmailDispatch.Emails;
using EmailDispatch.Intake;
using EmailDispatch.Sandbox;
using EmailDispatch.SmtpDoor;
using EmailDispatch.Tests.Smtp;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Tests.SmtpDoor;

/// <summary>What the door runs as long as it is open goes on after a fault that nobody expects.</summary>
public sealed class DoorListenerTests : IDisposable
{
    private readonly ManualTime _time = new(DateTimeOffset.UnixEpoch.AddYears(56));
    private readonly RecordedLog _log = new();
    private readonly SecretsInMemory _secrets = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A socket that does not listen yet fails as no closed port does.</summary>
    [Fact]
    public async Task Port_that_cannot_accept_for_a_while_accepts_later_and_says_so_in_the_log()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var connections = new DoorConnections(Options.Create(new SmtpDoorOptions()));
        using var listener = new DoorListener(
            socket, isSecure: false, Options.Create(new SmtpDoorOptions { HostName = "door.example.test" }), Options.Create(new EmailLimits()), Certificates(), connections,
            new FailedLogins(Options.Create(new SmtpDoorOptions()), _time), new RequestBudget(Options.Create(new EmailLimits())), _time, _log.Factory.CreateLogger<DoorListener>(), CancellationToken.None);
        var accepting = listener.GetPipeAsync(null!, Cancellation);
        Assert.True(_time.IsWaiting(DoorListener.PauseAfterFault));
        Assert.StartsWith("Warning 9210", Assert.Single(_log.Lines), StringComparison.Ordinal);

        socket.Listen();
        _time.Advance(DoorListener.PauseAfterFault);
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(socket.LocalEndPoint!, Cancellation);

        using var pipe = await accepting.WaitAsync(Cancellation);
        Assert.Equal(1, connections.Count);
    }

    [Fact]
    public async Task Renewed_certificate_is_found_whatever_went_wrong_before()
    {
        var certificates = Certificates();
        _secrets.Values["door"] = SandboxCertificate.CreatePem(TimeProvider.System);
        await certificates.LoadAsync(Cancellation);
        var first = certificates.Current;
        using var end = new CancellationTokenSource();
        var following = certificates.FollowAsync(end.Token);
        _secrets.Gate = Task.FromException(new InvalidOperationException("on purpose"));
        _time.Advance(TimeSpan.FromMinutes(5));
        await LoggedAsync("Error 9203");

        _secrets.Gate = Task.CompletedTask;
        _secrets.Values["door"] = SandboxCertificate.CreatePem(TimeProvider.System);
        _time.Advance(TimeSpan.FromMinutes(5));

        await Eventually.GetAsync(() => Task.FromResult(certificates.Current), current => current != first, Cancellation);
        Assert.NotSame(first, certificates.Current);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => following);
    }

    public void Dispose() => _log.Factory.Dispose();

    private DoorCertificates Certificates() =>
        new(Options.Create(new SmtpDoorOptions { CertificateSecret = "door" }), _secrets, _time, _log.Factory.CreateLogger<DoorCertificates>());

    private async Task LoggedAsync(string start) => Assert.Contains(
        await Eventually.GetAsync(() => Task.FromResult(_log.Lines), lines => lines.Any(line => line.StartsWith(start, StringComparison.Ordinal)), Cancellation),
        line => line.StartsWith(start, StringComparison.Ordinal));
}
