using Azure.Data.Tables;
using EmailDispatch.EndToEnd.Dispatch;
using EmailDispatch.Status;

namespace EmailDispatch.EndToEnd.Usage;

/// <summary>The mark of an open hour counts the emails that nobody is working on, and only while that is true.</summary>
public sealed class StaleCountTests(Azurite azurite) : IClassFixture<Azurite>
{
    private readonly FixedTime _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Email_whose_lease_ran_out_is_counted_until_it_is_recorded()
    {
        var instance = await new UsageInstance(azurite, _time).PrepareAsync(Cancellation);
        var died = await ClaimAsync(instance, "recorded");
        _time.Now += TimeSpan.FromMinutes(14);
        var early = await RunAsync(instance, "recorded");

        _time.Now += TimeSpan.FromMinutes(2);
        var late = await RunAsync(instance, "recorded");
        Assert.NotNull(await instance.Status.TryRecordAsync(died with { Status = EmailStatus.Sent }, Cancellation));
        var before = await FindAsync(instance, "recorded");
        var recorded = await RunAsync(instance, "recorded");
        _time.Now += OpenHours.Grace;
        var closed = await RunAsync(instance, "recorded");

        Assert.Equal((1, 0), (early!.Unfinished, early.Stale));
        Assert.Equal((1, 1), (late!.Unfinished, late.Stale));
        Assert.Equal(1, before!.Stale);
        Assert.Equal((0, 0), (recorded!.Unfinished, recorded.Stale));
        Assert.Null(closed);
    }

    [Fact]
    public async Task Rows_that_are_deleted_for_their_age_count_no_more()
    {
        var instance = await new UsageInstance(azurite, _time).PrepareAsync(Cancellation);
        EmailRow[] died = [await ClaimAsync(instance, "deleted"), await ClaimAsync(instance, "deleted")];
        _time.Now += TimeSpan.FromHours(1);
        var counted = await RunAsync(instance, "deleted");

        var table = new TableClient(azurite.ConnectionString, StatusStore.TableName);
        foreach (var row in died)
            await DeleteAsync(table, row);
        _time.Now += TimeSpan.FromDays(40);
        var closed = await RunAsync(instance, "deleted");

        Assert.Equal(2, counted!.Stale);
        Assert.Null(closed);
    }

    /// <summary>Accepts an email and claims an attempt for 5 minutes.</summary>
    private async Task<EmailRow> ClaimAsync(UsageInstance instance, string tenant)
    {
        var row = await instance.Status.InsertAsync(
            new EmailRow
            {
                Id = instance.Status.NewId(),
                Tenant = tenant,
                Status = EmailStatus.Queued,
                From = "a@example.com",
                Subject = "s",
                Recipients = [new Recipient("b@example.com", RecipientKind.To, EmailStatus.Queued)],
            },
            Cancellation);
        var claimed = await instance.Status.TryClaimAsync(tenant, row.Id, row.ETag, 1, new Lease("died", _time.Now.AddMinutes(5)), Cancellation);
        return row with { ETag = claimed!.Value };
    }

    private static async Task<OpenHour?> RunAsync(UsageInstance instance, string tenant)
    {
        var run = await instance.Aggregator.RunAsync(Cancellation);
        Assert.Equal(0, run.Faulty);
        return await FindAsync(instance, tenant);
    }

    private static async Task<OpenHour?> FindAsync(UsageInstance instance, string tenant) =>
        await instance.OpenHours.ReadAllAsync(Cancellation).SingleOrDefaultAsync(hour => hour.Tenant == tenant, Cancellation);

    private static async Task DeleteAsync(TableClient table, EmailRow row)
    {
        var found = await table.QueryAsync<TableEntity>(
            $"PartitionKey gt '{row.Tenant}|' and PartitionKey lt '{row.Tenant}}}'", cancellationToken: Cancellation).FirstAsync(Cancellation);
        await table.DeleteEntityAsync(found.PartitionKey, found.RowKey, Azure.ETag.All, Cancellation);
    }
}
