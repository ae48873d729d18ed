using EmailDispatch.EndToEnd.Dispatch;
using EmailDispatch.Status;
using EmailDispatch.Usage;

namespace EmailDispatch.EndToEnd.Usage;

/// <summary>A run with a wrong clock leaves no wrong figures behind.</summary>
public sealed class ClockJumpTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Change_after_a_run_by_a_clock_that_was_ahead_is_counted()
    {
        var time = new FixedTime();
        var instance = await new UsageInstance(azurite, time).PrepareAsync(Cancellation);
        EmailRow[] rows = [await InsertAsync(instance), await InsertAsync(instance)];
        var ahead = new UsageInstance(azurite, new FixedTime { Now = time.Now.AddDays(1) });
        await ahead.Aggregator.RunAsync(Cancellation);

        time.Now += TimeSpan.FromMinutes(10);
        Assert.NotNull(await instance.Status.TryRecordAsync(rows[0] with { Status = EmailStatus.Sent }, Cancellation));
        time.Now += TimeSpan.FromMinutes(5);
        await instance.Aggregator.RunAsync(Cancellation);

        var hour = UsageQuery.StartOfHour(time.Now);
        var total = await instance.Usage.ReadAsync("jumping", UsageDimension.Total, hour, hour.AddHours(1), Cancellation).SingleAsync(Cancellation);
        Assert.Equal((2, 1, 1), (total.Figures.Accepted, total.Figures.Sent, total.Figures.Queued));
    }

    private static Task<EmailRow> InsertAsync(UsageInstance instance) => instance.Status.InsertAsync(
        new EmailRow
        {
            Id = instance.Status.NewId(),
            Tenant = "jumping",
            Status = EmailStatus.Queued,
            From = "a@example.com",
            Subject = "s",
            Recipients = [new Recipient("b@example.com", RecipientKind.To, EmailStatus.Queued)],
        },
        Cancellation);
}
