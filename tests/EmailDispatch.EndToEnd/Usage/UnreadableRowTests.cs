using Azure.Data.Tables;
using EmailDispatch.EndToEnd.Dispatch;
using EmailDispatch.Status;
using EmailDispatch.Usage;

namespace EmailDispatch.EndToEnd.Usage;

/// <summary>A row that cannot be read, for example from a later version that was rolled back, affects only its own hour.</summary>
public sealed class UnreadableRowTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Status", "delivered")]
    [InlineData("Recipients", """[{"address":"b@example.com","kind":"To","status":"Delivered"}]""")]
    [InlineData("Attempts", "[")]
    public async Task Hours_of_others_are_counted_all_the_same(string column, string value)
    {
        var time = new FixedTime();
        var instance = await new UsageInstance(azurite, time).PrepareAsync(Cancellation);
        foreach (var tenant in (string[])["a-unreadable", "b-unreadable", "c-unreadable"])
            await InsertAsync(instance, tenant + column.ToLowerInvariant());
        var rows = new TableClient(azurite.ConnectionString, StatusStore.TableName);
        var broken = await rows.QueryAsync<TableEntity>(
            $"PartitionKey gt 'b-unreadable{column.ToLowerInvariant()}|' and PartitionKey lt 'b-unreadable{column.ToLowerInvariant()}}}'", cancellationToken: Cancellation).SingleAsync(Cancellation);
        await rows.UpdateEntityAsync(new TableEntity(broken.PartitionKey, broken.RowKey) { [column] = value }, Azure.ETag.All, cancellationToken: Cancellation);

        var run = await instance.Aggregator.RunAsync(Cancellation);

        Assert.True(run.Faulty > 0);
        var hour = UsageQuery.StartOfHour(time.Now);
        foreach (var tenant in (string[])["a-unreadable", "c-unreadable"])
        {
            var total = await instance.Usage.ReadAsync(tenant + column.ToLowerInvariant(), UsageDimension.Total, hour, hour.AddHours(1), Cancellation).SingleAsync(Cancellation);
            Assert.Equal(1, total.Figures.Accepted);
        }
    }

    private static Task<EmailRow> InsertAsync(UsageInstance instance, string tenant) => instance.Status.InsertAsync(
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
}
