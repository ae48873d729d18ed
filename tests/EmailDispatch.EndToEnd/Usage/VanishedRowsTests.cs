using Azure.Data.Tables;
using EmailDispatch.EndToEnd.Dispatch;
using EmailDispatch.Status;
using EmailDispatch.Usage;

namespace EmailDispatch.EndToEnd.Usage;

/// <summary>Rows that no longer exist: withdrawn by their writer, or deleted because of their age.</summary>
public sealed class VanishedRowsTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 2)]
    [InlineData(20, 3)]
    public async Task Row_that_is_gone_counts_only_where_it_went_for_its_age(int days, int counted)
    {
        var tenant = $"t{days}";
        var time = new FixedTime { Now = new DateTimeOffset(2026, 6, 1, 12, 30, 0, TimeSpan.Zero).AddDays(days * 100) };
        var accepted = time.Now;
        var instance = await new UsageInstance(azurite, time).PrepareAsync(Cancellation);
        var emails = new KnownEmails(instance, time, seed: 1);
        await emails.MakeAsync(tenant, 3, accepted, hours: 0, Cancellation);
        await emails.FinishAsync(Cancellation);
        await instance.Aggregator.RunAsync(Cancellation);

        await DeleteOneAsync(tenant);
        time.Now += TimeSpan.FromDays(days);
        var run = await instance.Aggregator.RunAsync(Cancellation);

        var hour = new DateTimeOffset(accepted.Date, TimeSpan.Zero).AddHours(12);
        var total = await instance.Usage.ReadAsync(tenant, UsageDimension.Total, hour, hour.AddHours(1), Cancellation).SingleAsync(Cancellation);
        Assert.Equal(counted, total.Figures.Accepted);
        Assert.Equal(1, run.Closed);
    }

    private async Task DeleteOneAsync(string tenant)
    {
        var table = new TableClient(azurite.ConnectionString, StatusStore.TableName);
        var row = await table.QueryAsync<TableEntity>($"PartitionKey gt '{tenant}|' and PartitionKey lt '{tenant}}}'", cancellationToken: Cancellation).FirstAsync(Cancellation);
        await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, Azure.ETag.All, Cancellation);
    }
}
