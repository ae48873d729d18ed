using EmailDispatch.Status;

namespace EmailDispatch.EndToEnd.Status;

public sealed class GroupedWriteTests(Azurite azurite)
{
    private static readonly Lease AnyLease = new("a lease", DateTimeOffset.MaxValue);

    private readonly string _tenant = $"t{Guid.NewGuid():N}";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Write_alone_is_one_request()
    {
        var storage = await AnnouncedAsync();
        var before = storage.Requests;

        await storage.InsertAsync(_tenant, 1, Cancellation);

        Assert.Equal(1, storage.Requests - before);
    }

    [Fact]
    public async Task Writes_that_arrive_while_one_is_in_flight_are_one_request()
    {
        var storage = await AnnouncedAsync();
        var before = storage.Requests;
        var departure = new TaskCompletionSource();
        storage.Departure = departure.Task;

        var inserts = storage.InsertAsync(_tenant, 100, Cancellation);
        departure.SetResult();
        var rows = await inserts;

        Assert.Equal(2, storage.Requests - before);
        Assert.All(await ReadAsync(storage, rows), (row, n) => Assert.Equal(rows[n].ETag, row!.ETag));
    }

    [Fact]
    public async Task Writes_beyond_the_size_of_a_transaction_are_split()
    {
        var storage = await AnnouncedAsync();

        var rows = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => storage.InsertAsync(storage.NewRow(_tenant, new string('é', 30_000)), Cancellation)));

        Assert.All(await ReadAsync(storage, rows), row => Assert.Equal(30_000, row!.Subject.Length));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(40)]
    public async Task Lost_claims_in_a_group_do_not_hurt_the_others(int lost)
    {
        var storage = await AnnouncedAsync();
        var rows = await storage.InsertAsync(_tenant, 50, Cancellation);
        await Task.WhenAll(rows[..lost].Select(row => storage.Store.TryRecordAsync(row with { Status = EmailStatus.Failed }, Cancellation)));

        var claims = await Task.WhenAll(rows.Select(row => storage.Store.TryClaimAsync(_tenant, row.Id, row.ETag, 1, AnyLease, Cancellation)));

        Assert.All(claims[..lost], Assert.Null);
        Assert.All(claims[lost..], claim => Assert.NotNull(claim));
        Assert.Equal(
            Enumerable.Repeat(EmailStatus.Failed, lost).Concat(Enumerable.Repeat(EmailStatus.Sending, 50 - lost)),
            (await ReadAsync(storage, rows)).Select(row => row!.Status));
    }

    [Fact]
    public async Task Group_whose_answer_is_lost_is_done_for_each_of_it()
    {
        var storage = await AnnouncedAsync();
        var before = await storage.InsertAsync(_tenant, 20, Cancellation);
        storage.AnswersToLose = 2;

        var rows = await storage.InsertAsync(_tenant, 20, Cancellation);
        storage.AnswersToLose = 2;
        var claims = await Task.WhenAll(before.Select((row, n) =>
            storage.Store.TryClaimAsync(_tenant, row.Id, row.ETag, 1, AnyLease with { Id = $"{n}" }, Cancellation)));

        Assert.All(await ReadAsync(storage, rows), (row, n) => Assert.Equal(rows[n].ETag, row!.ETag));
        Assert.All(await ReadAsync(storage, before), (row, n) => Assert.Equal((claims[n], $"{n}"), (row!.ETag, row.LeaseId)));
    }

    [Fact]
    public async Task Of_two_claims_of_one_row_at_once_one_wins()
    {
        var storage = await AnnouncedAsync();
        var rows = await storage.InsertAsync(_tenant, 20, Cancellation);

        var claims = await Task.WhenAll(rows.Concat(rows).Select((row, n) =>
            storage.Store.TryClaimAsync(_tenant, row.Id, row.ETag, 1, AnyLease with { Id = $"{n}" }, Cancellation)));

        Assert.All(claims[..20].Zip(claims[20..]), pair => Assert.True(pair.First is null ^ pair.Second is null));
    }

    [Fact]
    public async Task Caller_who_leaves_does_not_take_the_others_along()
    {
        var storage = await AnnouncedAsync();
        using var leaving = new CancellationTokenSource();

        var others = storage.InsertAsync(_tenant, 10, Cancellation);
        var left = storage.InsertAsync(_tenant, 10, leaving.Token);
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        Assert.All(await ReadAsync(storage, await others), Assert.NotNull);
    }

    /// <summary>Storage whose current hour is already marked.</summary>
    private async Task<StatusStorage> AnnouncedAsync()
    {
        var storage = await StatusStorage.CreateAsync(azurite, Cancellation);
        await storage.InsertAsync(_tenant, 1, Cancellation);
        return storage;
    }

    private Task<EmailRow?[]> ReadAsync(StatusStorage storage, IEnumerable<EmailRow> rows) =>
        Task.WhenAll(rows.Select(row => storage.Store.ReadAsync(_tenant, row.Id, Cancellation)));
}
