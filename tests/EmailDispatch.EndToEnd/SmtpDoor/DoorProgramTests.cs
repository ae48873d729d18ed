using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.SmtpDoor;

/// <summary>The program of the container: it accepts emails, which another process sends, and stops like containers do.</summary>
public sealed class DoorProgramTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Message_under_way_is_finished_when_the_program_stops()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM.");
        await using var door = await DoorHost.StartProgramAsync(azurite.ConnectionString, Cancellation);
        using var idle = await RawSession.OpenAsync(door, door.Host.ApiKey);
        using var sending = await RawSession.OpenAsync(door, door.Host.ApiKey);
        await DoorReplyTests.OpenMessageAsync(sending);
        await sending.SendAsync("From: hi@acme.test\r\nSubject: first half\r\n\r\n");

        var exit = door.Host.TerminateAsync(Cancellation);
        var goodbye = await idle.ReadAsync();
        await sending.SendAsync("second half\r\n.\r\nMAIL FROM:<hi@acme.test>\r\n");
        var (accepted, refused) = (await sending.ReadAsync(), await sending.ReadAsync());

        Assert.StartsWith("421 4.3.2 ", goodbye, StringComparison.Ordinal);
        Assert.StartsWith("250 2.0.0 ", accepted, StringComparison.Ordinal);
        Assert.StartsWith("421 4.3.2 ", refused, StringComparison.Ordinal);
        Assert.Equal(0, await exit);
        await using var provider = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        await using var host = await DoorHost.StartAsync(azurite.ConnectionString, provider, Cancellation);
        var received = Assert.Single(await provider.Inbox.WaitForCountAsync(1, cancellationToken: Cancellation));
        Assert.EndsWith("\r\n\r\nsecond half\r\n", received.ContentText, StringComparison.Ordinal);
    }
}
