using Azure.Core;
using Azure.Data.Tables;
using EmailDispatch.Emails;
using EmailDispatch.EndToEnd.Dispatch;
using EmailDispatch.EndToEnd.Status;
using EmailDispatch.Operations.Problems;
using EmailDispatch.Status;
using Microsoft.Extensions.Options;

namespace EmailDispatch.EndToEnd.Operations;

public sealed class RecentEmailsTests(Azurite azurite) : IClassFixture<Azurite>
{
    private readonly RequestCounter _requests = new();
    private readonly FixedTime _time = new() { Now = new(2026, 3, 10, 10, 5, 0, TimeSpan.Zero) };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Emails_of_the_last_quarter_of_an_hour_are_counted_across_the_hour_and_others_are_not(int shards)
    {
        var tenant = $"window-{shards}";
        var store = await NewStoreAsync(shards);
        await InsertAsync(store, tenant, minutesAgo: 16, EmailStatus.Failed, 3);
        await InsertAsync(store, tenant, minutesAgo: 14, EmailStatus.Deferred, 2);
        await InsertAsync(store, tenant, minutesAgo: 1, EmailStatus.Sent, 6);
        await InsertAsync(store, $"{tenant}-other", minutesAgo: 1, EmailStatus.Failed, 5);

        var recent = await new RecentEmails(store, _time).ReadAsync(tenant, Cancellation);

        Assert.Equal((8, 6, 2, 0), (recent.Emails, recent.Of(EmailStatus.Sent), recent.Of(EmailStatus.Deferred), recent.Of(EmailStatus.Failed)));
        Assert.Equal((true, _time.Now.AddMinutes(-15), 0.75), (recent.IsComplete, recent.Since, recent.SuccessShare));
    }

    [Fact]
    public async Task Of_many_emails_the_newest_thousand_are_counted_in_a_few_requests_and_that_is_said()
    {
        var store = await NewStoreAsync(shards: 1);
        foreach (var minutesAgo in (double[])[12, 11, 10, 9, 8, 7, 6, 4, 3, 2, 1])
            await InsertAsync(store, "many", minutesAgo, minutesAgo > 11 ? EmailStatus.Failed : EmailStatus.Sent, 100);
        var before = _requests.Count;

        var recent = await new RecentEmails(store, _time).ReadAsync("many", Cancellation);

        Assert.Equal((1_000, 1_000, false), (recent.Emails, recent.Of(EmailStatus.Sent), recent.IsComplete));
        Assert.Equal(_time.Now.AddMinutes(-11), recent.Since);
        Assert.InRange(_requests.Count - before, 1, 12);
    }

    [Fact]
    public async Task Tenant_without_emails_is_complete()
    {
        var recent = await new RecentEmails(await NewStoreAsync(shards: 1), _time).ReadAsync("nobody", Cancellation);

        Assert.Equal((0, true, null), (recent.Emails, recent.IsComplete, recent.SuccessShare));
    }

    private async Task InsertAsync(StatusStore store, string tenant, double minutesAgo, EmailStatus status, int count)
    {
        var now = _time.Now;
        _time.Now = now.AddMinutes(-minutesAgo);
        await store.InsertAllAsync([.. store.NewIds(count).Select(id => Row(id, tenant, status))], Cancellation);
        _time.Now = now;
    }

    private static EmailRow Row(EmailId id, string tenant, EmailStatus status) => new()
    {
        Id = id,
        Tenant = tenant,
        Status = status,
        From = "a@example.com",
        Subject = "Hello",
        Recipients = [new Recipient("b@example.com", RecipientKind.To, status)],
    };

    private async Task<StatusStore> NewStoreAsync(int shards)
    {
        var options = new TableClientOptions();
        options.AddPolicy(_requests, HttpPipelinePosition.PerRetry);
        var tables = new TableServiceClient(azurite.ConnectionString, options);
        foreach (var table in (string[])[StatusStore.TableName, OpenHours.TableName])
            await tables.CreateTableIfNotExistsAsync(table, Cancellation);
        return new StatusStore(tables, new OpenHours(tables, _time), Options.Create(new StatusOptions { Shards = shards }), _time);
    }
}
