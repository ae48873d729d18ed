using EmailDispatch.Sandbox;
using EmailDispatch.Smtp;

namespace EmailDispatch.Tests.Smtp;

public sealed class SessionOpeningTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Otherwise emails that come before the breaker knows would all ask the silent provider.</summary>
    [Fact]
    public async Task Provider_counts_as_silent_until_the_failure_of_its_late_session_was_reported()
    {
        await using var sending = await Sending.StartAsync(new SandboxServerOptions { Behaviour = SandboxBehaviour.Silent });
        var opening = sending.Sender.Open(sending.Provider, fresh: false, Cancellation);
        await sending.Server.WaitUntilAsync(server => server.OpenConnections == 1);
        var whenBegun = sending.Sender.IsSilent(sending.Provider);
        sending.Time.Advance(TimeSpan.FromSeconds(1));
        var whenLate = sending.Sender.IsSilent(sending.Provider);
        sending.Time.Advance(sending.Provider.ConnectTimeout);
        var (_, failure) = await opening.Session;
        var whenFailed = sending.Sender.IsSilent(sending.Provider);
        var (reporting, mayEnd) = (new TaskCompletionSource<SendResult>(), new TaskCompletionSource());

        opening.LeaveBehind(reported =>
        {
            reporting.SetResult(reported);
            return mayEnd.Task;
        });

        Assert.Same(failure, await reporting.Task.WaitAsync(Cancellation));
        var whileReported = sending.Sender.IsSilent(sending.Provider);
        mayEnd.SetResult();
        var isSilent = await Eventually.GetAsync(() => Task.FromResult(sending.Sender.IsSilent(sending.Provider)), isSilent => !isSilent, Cancellation);
        Assert.Equal((false, true, true, true, false), (whenBegun, whenLate, whenFailed, whileReported, isSilent));
    }
}
