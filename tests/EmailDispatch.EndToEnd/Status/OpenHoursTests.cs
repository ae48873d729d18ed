using EmailDispatch.EndToEnd.Dispatch;
using EmailDispatch.EndToEnd.Usage;
using EmailDispatch.Status;

namespace EmailDispatch.EndToEnd.Status;

public sealed class OpenHoursTests(Azurite azurite)
{
    private static readonly DateTimeOffset Hour = new(2026, 3, 4, 5, 0, 0, TimeSpan.Zero);

    private readonly string _tenant = $"t{Guid.NewGuid():N}";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Writes_of_five_minutes_mark_their_hour_once()
    {
        var time = new FixedTime { Now = Hour.AddMinutes(1) };
        var storage = await StatusStorage.CreateAsync(azurite, Cancellation, time: time);
        var before = storage.Requests;

        await storage.InsertAsync(_tenant, 1, Cancellation);
        time.Now += OpenHours.Announcement - TimeSpan.FromSeconds(1);
        await storage.InsertAsync(_tenant, 1, Cancellation);

        Assert.Equal(3, storage.Requests - before);
        Assert.Equal((Hour, Hour.AddMinutes(1)), await OpenAsync(storage));
    }

    [Fact]
    public async Task Mark_that_failed_is_tried_anew_with_the_next_write()
    {
        var time = new FixedTime { Now = Hour.AddMinutes(1) };
        var instance = await new UsageInstance(azurite, time).PrepareAsync(Cancellation);
        var row = (await StatusStorage.CreateAsync(azurite, Cancellation, time: time)).NewRow(_tenant);
        instance.Power.At(1, losesAnswer: false);
        await Assert.ThrowsAsync<PowerCutException>(() => instance.Status.InsertAsync(row, Cancellation));

        instance.Power.At(int.MaxValue / 2, losesAnswer: false);
        await instance.Status.InsertAsync(row, Cancellation);

        Assert.NotNull(await instance.Status.ReadAsync(_tenant, row.Id, Cancellation));
    }

    [Fact]
    public async Task Late_change_of_an_old_row_marks_its_hour_again()
    {
        var time = new FixedTime { Now = Hour.AddMinutes(1) };
        var storage = await StatusStorage.CreateAsync(azurite, Cancellation, time: time);
        var row = await storage.InsertAsync(storage.NewRow(_tenant), Cancellation);
        Assert.True(await storage.OpenHours.TryCloseAsync((await FindAsync(storage))!, Cancellation));
        time.Now += TimeSpan.FromDays(2);

        await storage.Store.TryRecordAsync(row with { Status = EmailStatus.Bounced }, Cancellation);

        Assert.Equal((Hour, time.Now), await OpenAsync(storage));
    }

    [Fact]
    public async Task Hour_that_was_marked_meanwhile_is_neither_closed_nor_called_computed()
    {
        var time = new FixedTime { Now = Hour.AddMinutes(1) };
        var storage = await StatusStorage.CreateAsync(azurite, Cancellation, time: time);
        await storage.InsertAsync(_tenant, 1, Cancellation);
        var seen = (await FindAsync(storage))!;
        time.Now += OpenHours.Announcement;
        await storage.InsertAsync(_tenant, 1, Cancellation);

        var closed = await storage.OpenHours.TryCloseAsync(seen, Cancellation);
        var computed = await storage.OpenHours.TryMarkComputedAsync(seen, time.Now, 0, 0, Cancellation);

        Assert.False(closed);
        Assert.Null(computed);
        Assert.Equal((Hour, time.Now), await OpenAsync(storage));
    }

    [Fact]
    public async Task What_was_computed_is_remembered_until_the_hour_is_closed()
    {
        var storage = await StatusStorage.CreateAsync(azurite, Cancellation, time: new FixedTime { Now = Hour });
        await storage.InsertAsync(_tenant, 1, Cancellation);

        var marked = await storage.OpenHours.TryMarkComputedAsync((await FindAsync(storage))!, Hour.AddMinutes(7), 3, 2, Cancellation);

        Assert.Equal(marked, await FindAsync(storage));
        Assert.Equal((Hour.AddMinutes(7), 3, 2), (marked!.ComputedAt, marked.Unfinished, marked.Stale));
        Assert.True(await storage.OpenHours.TryCloseAsync(marked, Cancellation));
        Assert.Null(await FindAsync(storage));
    }

    [Fact]
    public async Task What_was_computed_stands_while_the_hour_is_marked_anew()
    {
        var time = new FixedTime { Now = Hour.AddMinutes(1) };
        var storage = await StatusStorage.CreateAsync(azurite, Cancellation, time: time);
        await storage.InsertAsync(_tenant, 1, Cancellation);
        await storage.OpenHours.TryMarkComputedAsync((await FindAsync(storage))!, time.Now, 3, 2, Cancellation);
        time.Now += OpenHours.Announcement;

        await storage.InsertAsync(_tenant, 1, Cancellation);

        var open = (await FindAsync(storage))!;
        Assert.Equal((time.Now, 3, 2), (open.TouchedAt, open.Unfinished, open.Stale));
    }

    [Fact]
    public async Task Emails_that_come_at_once_mark_their_hour_once()
    {
        var storage = await StatusStorage.CreateAsync(azurite, Cancellation, time: new FixedTime { Now = Hour });
        var before = storage.Requests;

        await storage.InsertAsync(_tenant, 50, Cancellation);

        Assert.InRange(storage.Requests - before, 2, 12);
    }

    private async Task<OpenHour?> FindAsync(StatusStorage storage) =>
        await storage.OpenHours.ReadAllAsync(Cancellation).SingleOrDefaultAsync(hour => hour.Tenant == _tenant, Cancellation);

    private async Task<(DateTimeOffset Hour, DateTimeOffset TouchedAt)> OpenAsync(StatusStorage storage) =>
        await FindAsync(storage) is { } hour ? (hour.Hour, hour.TouchedAt) : default;
}
