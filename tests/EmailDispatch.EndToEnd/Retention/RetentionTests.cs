using Azure.Data.Tables;
using Azure.Storage.Blobs;
using EmailDispatch.Emails;
using EmailDispatch.EndToEnd.Dispatch;
using EmailDispatch.EndToEnd.Usage;
using EmailDispatch.Intake.Idempotency;
using EmailDispatch.Queueing;
using EmailDispatch.Retention;
using EmailDispatch.Status;
using EmailDispatch.Storage;
using EmailDispatch.Usage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace EmailDispatch.EndToEnd.Retention;

/// <summary>Data that is old enough is deleted, and nothing else.</summary>
public sealed class RetentionTests(Azurite azurite) : IClassFixture<Azurite>, IAsyncLifetime
{
    private readonly FixedTime _time = new() { Now = new DateTimeOffset(2026, 3, 31, 20, 30, 0, TimeSpan.Zero) };
    private readonly TableServiceClient _tables = new(azurite.ConnectionString);
    private readonly BlobServiceClient _blobs = new(azurite.ConnectionString);
    private UsageInstance _instance = null!;

    private PayloadStore Payloads => new(_blobs);

    private LinkedFileStore Files => new(_blobs, new ReadLinks(_blobs, _time));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        foreach (var table in (string[])[StatusStore.TableName, OpenHours.TableName, UsageTable.TableName, IdempotencyKeys.TableName])
            await _tables.GetTableClient(table).DeleteAsync(Cancellation);
        _instance = await new UsageInstance(azurite, _time).PrepareAsync(Cancellation);
        await _tables.GetTableClient(IdempotencyKeys.TableName).CreateIfNotExistsAsync(Cancellation);
        await _tables.GetTableClient(GivenIds.TableName).CreateIfNotExistsAsync(Cancellation);
        await _blobs.GetBlobContainerClient(PayloadStore.ContainerName).CreateIfNotExistsAsync(cancellationToken: Cancellation);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Rows_go_after_a_month_by_closed_hours_and_their_usage_stays()
    {
        var emails = new KnownEmails(_instance, _time, seed: 3);
        foreach (var tenant in (string[])["a", "a-b", "b"])
            await emails.MakeAsync(tenant, 150, _time.Now, hours: 1, Cancellation);
        await emails.FinishAsync(Cancellation);
        var scheduled = await InsertAsync("a", EmailStatus.Scheduled, _time.Now.AddHours(-5));
        _time.Now += TimeSpan.FromDays(31);
        await _instance.Aggregator.RunAsync(Cancellation);
        var young = await InsertAsync("a", EmailStatus.Sent, _time.Now.AddDays(-29));
        var before = await UsageAsync();

        var run = await SweepAsync();
        await _instance.Aggregator.RunAsync(Cancellation);

        Assert.Equal((450, true), (run.Rows, run.IsComplete));
        Assert.NotNull(await _instance.Status.ReadAsync("a", young.Id, Cancellation));
        Assert.NotNull(await _instance.Status.ReadAsync("a", scheduled.Id, Cancellation));
        Assert.Empty(before.Except(await UsageAsync()));

        _time.Now += TimeSpan.FromDays(60);
        Assert.Equal(2, (await SweepAsync()).Rows);
        await _instance.Aggregator.RunAsync(Cancellation);

        Assert.Empty(before.Except(await UsageAsync()));
        Assert.Equal(0, (await SweepAsync()).Rows);
    }

    [Fact]
    public async Task Usage_goes_by_whole_months()
    {
        foreach (var (tenant, at) in new[] { ("a", _time.Now), ("a", _time.Now.AddMonths(1)), ("a-b", _time.Now), ("b", _time.Now.AddMonths(1)) })
            await InsertAsync(tenant, EmailStatus.Sent, at);
        _time.Now += TimeSpan.FromDays(40);
        await _instance.Aggregator.RunAsync(Cancellation);
        var all = (await UsageAsync()).Count;

        _time.Now = new DateTimeOffset(2026, 4, 30, 23, 0, 0, TimeSpan.Zero).AddDays(400);
        var run = await SweepAsync();

        // Total, stream, status, domain and the guard, for each of two tenants in March.
        Assert.Equal(10, run.Usage);
        Assert.Equal(all / 2, (await UsageAsync()).Count);
    }

    [Fact]
    public async Task Emails_kept_for_a_retry_go_a_week_after_their_end()
    {
        // Storage uses its own clock for the time at which a blob was written.
        _time.Now = TimeProvider.System.GetUtcNow() + TimeSpan.FromDays(8);
        var failed = await SaveAsync(EmailStatus.Failed, days: 8);
        var fresh = await SaveAsync(EmailStatus.Failed, days: 3);
        var scheduled = await SaveAsync(EmailStatus.Scheduled, days: 20);
        var sent = await SaveAsync(EmailStatus.Sent, days: 8);
        var late = await SaveAsync(EmailStatus.Failed, days: 20, lastTryDaysAgo: 2);
        var orphan = EmailId.New(new FixedTime { Now = _time.Now.AddDays(-8) });
        await Payloads.SaveAsync("a", orphan, Letter(), Cancellation);

        await SweepAsync();

        var left = await Payloads.ListAsync(Cancellation).Select(payload => payload.Id).ToListAsync(Cancellation);
        Assert.Equal(3, left.Intersect([fresh, late, scheduled]).Count());
        Assert.Empty(left.Intersect([failed, sent, orphan]));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(20)]
    public async Task Content_of_sent_emails_goes_after_the_days_it_is_to_be_kept(int days)
    {
        _time.Now = TimeProvider.System.GetUtcNow() + TimeSpan.FromDays(21);
        var over = await SaveAsync(EmailStatus.Sent, days + 1);
        var fresh = await SaveAsync(EmailStatus.Sent, days - 1);
        var late = await SaveAsync(EmailStatus.Sent, days + 9, lastTryDaysAgo: days - 1);
        var failed = await SaveAsync(EmailStatus.Failed, days: 8);
        var unsent = await SaveAsync(EmailStatus.Failed, days: 6);

        await SweepAsync(new RetentionOptions { SentPayloadDays = days });

        var left = await Payloads.ListAsync(Cancellation).Select(payload => payload.Id).ToListAsync(Cancellation);
        Assert.Equal(3, left.Intersect([fresh, late, unsent]).Count());
        Assert.Empty(left.Intersect([over, failed]));
    }

    [Fact]
    public async Task Drop_that_was_taken_goes_and_one_that_waits_stays()
    {
        _time.Now = TimeProvider.System.GetUtcNow() + TimeSpan.FromDays(8);
        var (old, waiting) = (EmailId.New(new FixedTime { Now = _time.Now.AddDays(-9) }), EmailId.New(new FixedTime { Now = _time.Now.AddDays(-1) }));
        foreach (var id in (EmailId[])[old, waiting])
            await Payloads.SaveDropAsync("a", id, BinaryData.FromString("{}"), Cancellation);

        await SweepAsync();

        Assert.Null(await Payloads.ReadDropAsync("a", old, Cancellation));
        Assert.Equal("{}", (await Payloads.ReadDropAsync("a", waiting, Cancellation))!.ToString());
        await Payloads.DeleteDropAsync("a", waiting, Cancellation);
        Assert.Null(await Payloads.ReadDropAsync("a", waiting, Cancellation));
    }

    [Fact]
    public async Task Payload_that_was_written_lately_stays_whatever_its_id_says_for_its_row_may_be_about_to_come()
    {
        _time.Now = TimeProvider.System.GetUtcNow() + TimeSpan.FromDays(1);
        var early = EmailId.New(new FixedTime { Now = _time.Now.AddDays(-20) });
        await Payloads.SaveAsync("a", early, Letter(), Cancellation);

        await SweepAsync();

        Assert.True(await Payloads.ExistsAsync("a", early, Cancellation));
    }

    [Fact]
    public async Task Payload_that_is_asked_for_between_its_listing_and_its_deletion_stays()
    {
        _time.Now = TimeProvider.System.GetUtcNow() + TimeSpan.FromDays(8);
        var id = await SaveAsync(EmailStatus.Failed, days: 9);
        var listed = await Payloads.ListAsync(Cancellation).SingleAsync(payload => payload.Id == id, Cancellation);

        Assert.True(await Payloads.TryKeepAsync("a", id, Cancellation));
        Assert.False(await Payloads.TryDeleteAsync(listed, Cancellation));

        Assert.True(await Payloads.ExistsAsync("a", id, Cancellation));
        var kept = await Payloads.ListAsync(Cancellation).SingleAsync(payload => payload.Id == id, Cancellation);
        Assert.True(await Payloads.TryDeleteAsync(kept, Cancellation));
        Assert.False(await Payloads.TryKeepAsync("a", id, Cancellation));
    }

    [Fact]
    public async Task Linked_attachments_go_with_their_links_whatever_became_of_the_email()
    {
        var sent = await InsertAsync("a", EmailStatus.Sent, _time.Now.AddDays(-3));
        var orphan = EmailId.New(new FixedTime { Now = _time.Now.AddDays(-3) });
        LinkedFile[] files =
        [
            new("a", sent.Id, 0, "over.pdf", "application/pdf", 1, _time.Now.AddMinutes(-1)), new("a", sent.Id, 1, "valid.pdf", "application/pdf", 1, _time.Now.AddMinutes(1)),
            new("a", orphan, 0, "over.pdf", "application/pdf", 1, _time.Now.AddMinutes(-1)),
        ];
        await Files.SaveAsync(files.Select(file => (file, "%"u8.ToArray())), Cancellation);

        var run = await SweepAsync();

        var left = Assert.Single(await Files.ListAsync("a", sent.Id, Cancellation));
        Assert.Equal(("valid.pdf", true), (left.Filename, run.IsComplete));
        Assert.Empty(await Files.ListAsync("a", orphan, Cancellation));
        await Files.DeleteAsync("a", sent.Id, Cancellation);
    }

    [Fact]
    public async Task Idempotency_keys_go_after_their_day()
    {
        var table = _tables.GetTableClient(IdempotencyKeys.TableName);
        for (var n = 0; n < 250; n++)
            await table.AddEntityAsync(new TableEntity($"a|{n % 2:x2}", $"old{n}") { ["CreatedAt"] = _time.Now.AddHours(-26) }, Cancellation);
        await table.AddEntityAsync(new TableEntity("a|00", "new") { ["CreatedAt"] = _time.Now.AddHours(-23) }, Cancellation);

        var run = await SweepAsync();

        Assert.Equal(250, run.Keys);
        Assert.Equal("new", (await table.QueryAsync<TableEntity>(cancellationToken: Cancellation).SingleAsync(Cancellation)).RowKey);
    }

    private Task<RetentionRun> SweepAsync(RetentionOptions? options = null) => new RetentionSweep(
        _tables, _instance.OpenHours, _instance.Status, Payloads, Files, Options.Create(options ?? new RetentionOptions()), _time, NullLogger<RetentionSweep>.Instance)
        .RunAsync(Cancellation);

    private async Task<List<string>> UsageAsync() =>
        await _tables.GetTableClient(UsageTable.TableName).QueryAsync<TableEntity>("RowKey lt 'hour' or RowKey gt 'hour}'", cancellationToken: Cancellation)
            .Select(e => $"{e.PartitionKey} {e.RowKey} {e.GetInt64("Accepted")} {e.GetString("Latency")}").ToListAsync(Cancellation);

    private Task<EmailRow> InsertAsync(string tenant, EmailStatus status, DateTimeOffset at, EmailId? id = null) => _instance.Status.InsertAsync(
        new EmailRow
        {
            Id = id ?? EmailId.New(new FixedTime { Now = at }),
            Tenant = tenant,
            Status = status,
            From = "a@example.com",
            Subject = "s",
            Recipients = [new Recipient("b@example.com", RecipientKind.To, status)],
            ScheduledAt = status == EmailStatus.Scheduled ? at.AddDays(30) : null,
        },
        Cancellation);

    private async Task<EmailId> SaveAsync(EmailStatus status, int days, int? lastTryDaysAgo = null)
    {
        var row = await InsertAsync("a", status, _time.Now.AddDays(-days));
        if (lastTryDaysAgo is { } ago)
        {
            var attempt = new Attempt { Number = 1, Provider = "p", At = _time.Now.AddDays(-ago), Milliseconds = 1, Outcome = AttemptOutcome.Failed, Phase = "data" };
            Assert.NotNull(await _instance.Status.TryRecordAsync(row with { Attempts = [attempt] }, Cancellation));
        }

        await Payloads.SaveAsync("a", row.Id, Letter(), Cancellation);
        return row.Id;
    }

    private static Email Letter() => new()
    {
        From = new EmailAddress("a@example.com", null),
        To = [new EmailAddress("b@example.com", null)],
        Subject = "s",
        Text = "t",
    };
}
