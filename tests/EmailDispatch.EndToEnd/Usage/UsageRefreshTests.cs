using EmailDispatch.EndToEnd.Dispatch;
using EmailDispatch.Usage;

namespace EmailDispatch.EndToEnd.Usage;

/// <summary>Figures are current to the minute when they are read, within bounds, and say so where they are not.</summary>
public sealed class UsageRefreshTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 20, 0, TimeSpan.Zero);

    private readonly FixedTime _time = new() { Now = Noon };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_counts_what_was_accepted_since_and_nothing_again_within_a_minute()
    {
        var (instance, emails) = await PrepareAsync();
        await emails.MakeAsync("minute", 20, Noon, hours: 1, Cancellation);

        var first = await ReadAsync(instance, "minute");
        await emails.MakeAsync("minute", 5, Noon.AddSeconds(59), hours: 1, Cancellation);
        var within = await ReadAsync(instance, "minute");
        _time.Now = Noon.AddSeconds(60);
        var after = await ReadAsync(instance, "minute");

        Assert.Equal((20, Noon), first);
        Assert.Equal((20, Noon), within);
        Assert.Equal((25, Noon.AddSeconds(60)), after);
    }

    [Fact]
    public async Task Reads_at_once_count_one_time()
    {
        var (instance, emails) = await PrepareAsync();
        await emails.MakeAsync("together", 20, Noon, hours: 1, Cancellation);
        var before = instance.Power.Count;

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => instance.Refresh.RefreshAsync("together", Noon.AddHours(-3), Noon.AddHours(1), Cancellation)));
        var together = instance.Power.Count - before;
        _time.Now += TimeSpan.FromMinutes(2);
        before = instance.Power.Count;
        await ReadAsync(instance, "together");

        // Each read looks at the open hours twice, and the one that counts does so three times.
        Assert.InRange(together, 1, instance.Power.Count - before + (7 * 2));
    }

    [Fact]
    public async Task Hour_beyond_the_limit_is_left_to_the_timer_and_as_of_its_last_run()
    {
        var (_, emails) = await PrepareAsync();
        await emails.MakeAsync("large", 12, Noon, hours: 1, Cancellation);
        var instance = new UsageInstance(azurite, _time, refreshRows: 3);

        var unread = await ReadAsync(instance, "large");
        await instance.Aggregator.RunAsync(Cancellation);
        _time.Now = Noon.AddMinutes(4);
        await emails.MakeAsync("large", 3, Noon.AddMinutes(4), hours: 1, Cancellation);
        var counted = await ReadAsync(instance, "large");

        Assert.Equal(0, unread.Accepted);
        Assert.Equal(new DateTimeOffset(2026, 3, 10, 11, 0, 0, TimeSpan.Zero), unread.AsOf);
        Assert.Equal((12, Noon), counted);
    }

    [Fact]
    public async Task Newest_hour_is_counted_first_within_the_limit()
    {
        var (_, emails) = await PrepareAsync();
        await emails.MakeAsync("newest", 4, Noon, hours: 1, Cancellation);
        await emails.MakeAsync("newest", 9, Noon.AddHours(-2).AddMinutes(-20), hours: 1, Cancellation);
        _time.Now = Noon;
        var instance = new UsageInstance(azurite, _time, refreshRows: 8);

        var age = await instance.Refresh.RefreshAsync("newest", Noon.AddHours(-5).AddMinutes(-20), Noon.AddMinutes(40), Cancellation);
        var newest = await instance.Usage.ReadAsync("newest", UsageDimension.Total, Noon.AddHours(-1).AddMinutes(-20), Noon.AddMinutes(40), Cancellation).ToListAsync(Cancellation);
        var byHour = age.ByPeriod(new UsageQuery("newest", Noon.AddHours(-5), Noon) { Interval = UsageInterval.Hour });

        Assert.Equal(4, newest.Sum(row => row.Figures.Accepted));
        Assert.Equal(new DateTimeOffset(2026, 3, 10, 9, 0, 0, TimeSpan.Zero), age.AsOf);
        Assert.Equal(Noon, byHour[Noon.AddMinutes(-20)]);
    }

    [Fact]
    public async Task Closed_hours_and_other_tenants_are_current_and_cost_one_request()
    {
        var (instance, emails) = await PrepareAsync();
        await emails.MakeAsync("closed", 20, Noon, hours: 1, Cancellation);
        await emails.FinishAsync(Cancellation);
        _time.Now = Noon.AddHours(1);
        await instance.Aggregator.RunAsync(Cancellation);
        var before = instance.Power.Count;

        var closed = await instance.Refresh.RefreshAsync("closed", Noon.AddHours(-3), Noon.AddHours(1), Cancellation);
        var other = await instance.Refresh.RefreshAsync("clos", Noon.AddHours(-3), Noon.AddHours(1), Cancellation);

        Assert.Equal((_time.Now, _time.Now), (closed.AsOf, other.AsOf));
        Assert.Empty(closed.ByPeriod(new UsageQuery("closed", Noon.AddHours(-3), Noon.AddHours(1))));
        Assert.Equal(2, instance.Power.Count - before);
    }

    [Fact]
    public async Task Zero_rows_leave_all_to_the_timer()
    {
        var (_, emails) = await PrepareAsync();
        await emails.MakeAsync("off", 4, Noon, hours: 1, Cancellation);

        var read = await ReadAsync(new UsageInstance(azurite, _time, refreshRows: 0), "off");

        Assert.Equal(0, read.Accepted);
    }

    private async Task<(UsageInstance Instance, KnownEmails Emails)> PrepareAsync()
    {
        var instance = await new UsageInstance(azurite, _time).PrepareAsync(Cancellation);
        return (instance, new KnownEmails(instance, _time, seed: 5));
    }

    private static async Task<(long Accepted, DateTimeOffset AsOf)> ReadAsync(UsageInstance instance, string tenant)
    {
        var (from, to) = (Noon.AddHours(-3).AddMinutes(-20), Noon.AddMinutes(40));
        var age = await instance.Refresh.RefreshAsync(tenant, from, to, Cancellation);
        var rows = await instance.Usage.ReadAsync(tenant, UsageDimension.Total, from, to, Cancellation).ToListAsync(Cancellation);
        return (rows.Sum(row => row.Figures.Accepted), age.AsOf);
    }
}
