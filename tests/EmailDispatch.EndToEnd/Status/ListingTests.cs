using EmailDispatch.Emails;
using EmailDispatch.EndToEnd.Dispatch;
using EmailDispatch.Status;
using EmailDispatch.Storage;

namespace EmailDispatch.EndToEnd.Status;

public sealed class ListingTests(Azurite azurite)
{
    private readonly string _tenant = $"t{Guid.NewGuid():N}";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Pages_of_5000_rows_neither_skip_nor_repeat_while_500_are_added(int shards)
    {
        var storage = await StatusStorage.CreateAsync(azurite, Cancellation, shards);
        var existing = await storage.InsertAsync(_tenant, 5000, Cancellation);
        var listed = new List<EmailId>();
        var added = 0;

        await foreach (var page in PagesAsync(storage.Store))
        {
            listed.AddRange(page.Rows.Select(row => row.Id));
            if (added < 500)
                added += (await storage.InsertAsync(_tenant, 10, Cancellation)).Length;
        }

        Assert.Equal(500, added);
        Assert.Equal(listed.Distinct(), listed);
        Assert.Empty(existing.Select(row => row.Id).Except(listed));
    }

    [Theory]
    [InlineData(1, "tag")]
    [InlineData(4, "tag")]
    [InlineData(1, "status")]
    [InlineData(4, "provider")]
    public async Task Search_without_a_hit_looks_at_a_bounded_number_of_rows_and_can_go_on(int shards, string by)
    {
        var storage = await StatusStorage.CreateAsync(azurite, Cancellation, shards);
        var row = await storage.InsertAsync(storage.NewRow(_tenant) with { Tags = [new Tag("flow", "signup")] }, Cancellation);
        Assert.NotNull(await storage.Store.TryRecordAsync(row with { Status = EmailStatus.Failed, Provider = "ses" }, Cancellation));
        await storage.InsertAsync(_tenant, RowPage<EmailRow>.MaxLookedAt + 100, Cancellation);
        var query = by switch
        {
            "tag" => new StatusQuery(_tenant) { Tag = "flow" },
            "status" => new StatusQuery(_tenant) { Status = EmailStatus.Failed },
            _ => new StatusQuery(_tenant) { Provider = "ses" },
        };
        var requests = storage.Requests;

        var first = await storage.Store.ListAsync(query, Cancellation);
        var spent = storage.Requests - requests;
        var second = await storage.Store.ListAsync(query with { After = first.Next?.Id }, Cancellation);

        Assert.InRange(spent, 1, 30);
        Assert.InRange(first.Rows.Count + second.Rows.Count, 1, 1);
        Assert.True(first.HasMore);
        Assert.Equal((false, null), (second.HasMore, second.Next));
    }

    [Fact]
    public async Task Search_backwards_without_a_hit_is_bounded_and_can_go_on()
    {
        var storage = await StatusStorage.CreateAsync(azurite, Cancellation);
        var first = await storage.InsertAsync(storage.NewRow(_tenant), Cancellation);
        await storage.InsertAsync(_tenant, RowPage<EmailRow>.MaxLookedAt + 100, Cancellation);
        var newest = await storage.InsertAsync(storage.NewRow(_tenant) with { Status = EmailStatus.Failed }, Cancellation);
        var (found, spent) = (new List<EmailId>(), new List<int>());

        var query = new StatusQuery(_tenant) { Status = EmailStatus.Failed, Before = first.Id };
        for (RowPage<EmailRow>? page = null; page is not { HasMore: false }; query = query with { Before = page.Next?.Id })
        {
            var requests = storage.Requests;
            page = await storage.Store.ListAsync(query, Cancellation);
            found.AddRange(page.Rows.Select(row => row.Id));
            spent.Add(storage.Requests - requests);
        }

        Assert.Equal([newest.Id], found);
        Assert.InRange(spent.Count, 2, 10);
        Assert.All(spent, requests => Assert.InRange(requests, 1, 60));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 4)]
    [InlineData(4, 1)]
    public async Task Pages_backwards_have_every_row_once_newest_first(int before, int after)
    {
        var rows = await InsertOverHoursAsync(before);
        var storage = await StatusStorage.CreateAsync(azurite, Cancellation, after);
        var ids = rows.Select(row => row.Id).OrderBy(id => id.CountedDown(), StringComparer.Ordinal).ToList();
        var (listed, query) = (new List<EmailId>(), new StatusQuery(_tenant) { Limit = 33, Before = ids[^1] });

        for (RowPage<EmailRow>? page = null; page is not { HasMore: false }; query = query with { Before = page.Next?.Id })
        {
            page = await storage.Store.ListAsync(query, Cancellation);
            listed.InsertRange(0, page.Rows.Select(row => row.Id));
        }

        Assert.Equal(ids[..^1], listed);
    }

    [Fact]
    public async Task Page_backwards_over_a_month_without_emails_takes_a_few_requests()
    {
        var old = await StatusStorage.CreateAsync(azurite, Cancellation, time: new FixedTime { Now = new DateTimeOffset(2026, 2, 4, 22, 58, 0, TimeSpan.Zero) });
        var rows = await old.InsertAsync(_tenant, 2, Cancellation);
        var storage = await StatusStorage.CreateAsync(azurite, Cancellation, time: new FixedTime { Now = new DateTimeOffset(2026, 3, 4, 22, 58, 0, TimeSpan.Zero) });
        var newer = await storage.InsertAsync(_tenant, 3, Cancellation);
        var oldest = rows.Select(row => row.Id).OrderBy(id => id.CountedDown(), StringComparer.Ordinal).Last();
        var requests = storage.Requests;

        var page = await storage.Store.ListAsync(new StatusQuery(_tenant) { Before = oldest, Limit = 20 }, Cancellation);

        Assert.Equal((4, false), (page.Rows.Count, page.HasMore));
        Assert.Superset(newer.Select(row => row.Id).ToHashSet(), page.Rows.Select(row => row.Id).ToHashSet());
        Assert.InRange(storage.Requests - requests, 1, 30);
    }

    [Fact]
    public async Task Id_of_another_tenant_or_of_a_far_time_is_only_a_place_in_the_own_list()
    {
        var storage = await StatusStorage.CreateAsync(azurite, Cancellation);
        var foreign = await storage.InsertAsync(storage.NewRow($"{_tenant}x"), Cancellation);
        var own = await storage.InsertAsync(storage.NewRow(_tenant), Cancellation);
        Assert.True(EmailId.TryParse("ffffffff-ffff-7fff-bfff-ffffffffffff", out var far));

        var after = await storage.Store.ListAsync(new StatusQuery(_tenant) { After = foreign.Id }, Cancellation);
        var before = await storage.Store.ListAsync(new StatusQuery(_tenant) { Before = foreign.Id }, Cancellation);
        var beforeFar = await storage.Store.ListAsync(new StatusQuery(_tenant) { Before = far }, Cancellation);

        Assert.Equal([own.Id], after.Rows.Concat(before.Rows).Select(row => row.Id));
        Assert.Empty(beforeFar.Rows);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(16)]
    public async Task Rows_of_several_hours_are_listed_newest_first(int shards)
    {
        var rows = await InsertOverHoursAsync(shards);
        var storage = await StatusStorage.CreateAsync(azurite, Cancellation, shards);

        var listed = await ListAllAsync(storage.Store);

        Assert.Equal(rows.Select(row => row.Id.CountedDown()).Order(StringComparer.Ordinal), listed.Select(id => id.CountedDown()));
    }

    [Theory]
    [InlineData(4, 1)]
    [InlineData(4, 2)]
    [InlineData(1, 4)]
    public async Task Changing_the_number_of_shards_loses_no_row(int before, int after)
    {
        var rows = await InsertOverHoursAsync(before);
        var storage = await StatusStorage.CreateAsync(azurite, Cancellation, after);

        var listed = await ListAllAsync(storage.Store);

        Assert.Equal(listed.Distinct(), listed);
        Assert.Equal(rows.Length, listed.Count);
        Assert.All(await Task.WhenAll(rows.Select(row => storage.Store.ReadAsync(_tenant, row.Id, Cancellation))), Assert.NotNull);
    }

    [Fact]
    public async Task Hour_is_read_over_all_shards_and_alone()
    {
        var rows = await InsertOverHoursAsync(shards: 4);
        var storage = await StatusStorage.CreateAsync(azurite, Cancellation);
        var hour = rows[0].AcceptedAt;

        var read = await storage.Store.ReadHourAsync(_tenant, hour, Cancellation).Select(row => row.Id).ToListAsync(Cancellation);

        Assert.Equal(rows.Where(row => row.AcceptedAt.Hour == hour.Hour).Select(row => row.Id).ToHashSet(), read.ToHashSet());
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 4)]
    [InlineData(4, 2)]
    [InlineData(4, 1)]
    [InlineData(1, 4)]
    public async Task Range_has_the_rows_between_its_ends_whichever_way_it_is_read(int before, int after)
    {
        var minutes = await InsertByMinuteAsync(before);
        var storage = await StatusStorage.CreateAsync(azurite, Cancellation, after);
        var last = minutes[^1].AcceptedAt;
        foreach (var (since, until) in new[] { (minutes[20], minutes[150]), (minutes[70], minutes[75]), (minutes[0], minutes[60]), (minutes[60], minutes[120]) }.Select(r => (r.Item1.AcceptedAt, r.Item2.AcceptedAt)))
        {
            var expected = minutes.Where(row => row.AcceptedAt >= since && row.AcceptedAt < until).Select(row => row.Id).ToHashSet();
            var query = new StatusQuery(_tenant) { Since = since, Until = until, Limit = 7 };

            var forward = await ReadAllAsync(storage.Store, query, (q, next) => q with { After = next });
            var backward = await ReadAllAsync(storage.Store, query with { Before = EmailId.LowestOf(since.AddHours(-1)) }, (q, next) => q with { Before = next });

            Assert.Equal(expected.Count, forward.Count);
            Assert.Equal(expected, [.. forward]);
            Assert.Equal(expected.Count, backward.Count);
            Assert.Equal(expected, [.. backward]);
        }

        Assert.Empty(await ReadAllAsync(storage.Store, new StatusQuery(_tenant) { Until = DateTimeOffset.UnixEpoch }, (q, next) => q with { After = next }));
        Assert.Empty(await ReadAllAsync(storage.Store, new StatusQuery(_tenant) { Since = last.AddMinutes(1) }, (q, next) => q with { After = next }));
    }

    [Fact]
    public async Task Range_costs_what_lies_in_it_and_not_the_rest_of_its_hours()
    {
        var storage = await StatusStorage.CreateAsync(azurite, Cancellation, time: new FixedTime { Now = new DateTimeOffset(2026, 3, 5, 9, 50, 0, TimeSpan.Zero) });
        await storage.InsertAsync(_tenant, 2, Cancellation);
        var older = await StatusStorage.CreateAsync(azurite, Cancellation, time: new FixedTime { Now = new DateTimeOffset(2026, 3, 5, 9, 10, 0, TimeSpan.Zero) });
        await older.InsertAsync(_tenant, RowPage<EmailRow>.MaxLookedAt + 100, Cancellation);

        var page = await storage.Store.ListAsync(new StatusQuery(_tenant) { Since = new DateTimeOffset(2026, 3, 5, 9, 40, 0, TimeSpan.Zero) }, Cancellation);

        Assert.Equal((2, false, 2), (page.Rows.Count, page.HasMore, page.LookedAt));
    }

    /// <summary>A row for each minute of three hours, oldest first.</summary>
    private async Task<EmailRow[]> InsertByMinuteAsync(int shards)
    {
        var time = new FixedTime { Now = new DateTimeOffset(2026, 3, 4, 21, 0, 0, TimeSpan.Zero) };
        var storage = await StatusStorage.CreateAsync(azurite, Cancellation, shards, time);
        var rows = Enumerable.Range(0, 180).Select(minute =>
        {
            time.Now = new DateTimeOffset(2026, 3, 4, 21, minute % 60, 0, TimeSpan.Zero).AddHours(minute / 60);
            return storage.NewRow(_tenant);
        }).ToArray();
        await Task.WhenAll(rows.Select(row => storage.InsertAsync(row, Cancellation)));
        return rows;
    }

    private static async Task<List<EmailId>> ReadAllAsync(StatusStore store, StatusQuery query, Func<StatusQuery, EmailId, StatusQuery> proceed)
    {
        var all = new List<EmailId>();
        while (true)
        {
            var page = await store.ListAsync(query, Cancellation);
            all.AddRange(page.Rows.Select(row => row.Id));
            if (page.Next is null)
                return all;
            query = proceed(query, page.Next.Id);
        }
    }

    private async Task<EmailRow[]> InsertOverHoursAsync(int shards)
    {
        var rows = new List<EmailRow>();
        foreach (var hour in Enumerable.Range(0, 3))
        {
            var time = new FixedTime { Now = new DateTimeOffset(2026, 3, 4, 22, 58, 0, TimeSpan.Zero).AddHours(hour) };
            rows.AddRange(await (await StatusStorage.CreateAsync(azurite, Cancellation, shards, time)).InsertAsync(_tenant, 70, Cancellation));
        }

        return [.. rows];
    }

    private async Task<List<EmailId>> ListAllAsync(StatusStore store) =>
        await PagesAsync(store).SelectMany(page => page.Rows.Select(row => row.Id)).ToListAsync(Cancellation);

    private async IAsyncEnumerable<RowPage<EmailRow>> PagesAsync(StatusStore store)
    {
        var query = new StatusQuery(_tenant) { Limit = 33 };
        for (RowPage<EmailRow>? page = null; page is not { HasMore: false }; query = query with { After = page.Rows[^1].Id })
        {
            page = await store.ListAsync(query, Cancellation);
            yield return page;
        }
    }
}
