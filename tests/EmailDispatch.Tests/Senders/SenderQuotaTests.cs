using Azure;
using Azure.Data.Tables;
using EmailDispatch.Senders;
using EmailDispatch.Tests.Providers;
using EmailDispatch.Tests.Providers.State;
using Microsoft.Extensions.Time.Testing;

namespace EmailDispatch.Tests.Senders;

/// <summary>What instances count alone and together.</summary>
public sealed class SenderQuotaTests
{
    private readonly MemoryTables _tables = new();
    private readonly FakeTimeProvider _time = ManualTime.At("2026-03-30T23:00:00Z");
    private readonly ListLogger<SenderQuotas> _log = new();

    [Fact]
    public async Task Day_and_month_end_by_the_utc_clock_and_the_answer_tells_when()
    {
        var quotas = New(("0:PerDay", "3"), ("0:PerMonth", "5"));
        await TakeAsync(quotas, 3);

        var ofDay = await Assert.ThrowsAsync<QuotaExceededException>(() => TakeAsync(quotas, 1));
        _time.Advance(TimeSpan.FromHours(1));
        await TakeAsync(quotas, 2);
        var ofMonth = await Assert.ThrowsAsync<QuotaExceededException>(() => TakeAsync(quotas, 1));
        _time.Advance(TimeSpan.FromDays(1));
        await TakeAsync(quotas, 3);

        Assert.Equal((true, TimeSpan.FromHours(1)), (ofDay.IsOfDay, ofDay.RetryAfter));
        Assert.Equal((false, TimeSpan.FromDays(1)), (ofMonth.IsOfDay, ofMonth.RetryAfter));
    }

    [Fact]
    public async Task Batch_that_does_not_fit_is_not_counted_and_neither_is_what_was_not_accepted()
    {
        var quotas = New(("0:PerDay", "3"));

        await Assert.ThrowsAsync<QuotaExceededException>(() => TakeAsync(quotas, 4));
        await Assert.ThrowsAsync<InvalidOperationException>(() => quotas.CountAsync<int>("default", null, 3, () => throw new InvalidOperationException(), _ => true));
        await quotas.CountAsync("default", null, 3, () => Task.FromResult(0), _ => false);
        await TakeAsync(quotas, 3);

        await Assert.ThrowsAsync<QuotaExceededException>(() => TakeAsync(quotas, 1));
    }

    [Fact]
    public async Task Keys_and_tenants_have_quotas_of_their_own()
    {
        var quotas = New(("0:PerDay", "3"), ("1:Key", "k"), ("1:PerDay", "1"));
        await TakeAsync(quotas, 1, "k");

        await Assert.ThrowsAsync<QuotaExceededException>(() => TakeAsync(quotas, 1, "k"));
        await TakeAsync(quotas, 2, "other");
        await quotas.CountAsync("another", "k", 9, () => Task.FromResult(0), _ => true);

        await Assert.ThrowsAsync<QuotaExceededException>(() => TakeAsync(quotas, 1, "other"));
    }

    [Fact]
    public async Task Thousand_emails_cost_a_write_every_ten_seconds_and_outlive_the_instance()
    {
        var quotas = New(("0:PerDay", "1001"));
        for (var n = 0; n < 1000; n++)
            await TakeAsync(quotas, 1);
        var before = _tables.Table.Writes;
        _time.Advance(SenderQuota.Interval);
        await quotas.StopAsync();

        var next = New(("0:PerDay", "1001"));
        await TakeAsync(next, 1);

        Assert.Equal((0, 1), (before, _tables.Table.Writes));
        await Assert.ThrowsAsync<QuotaExceededException>(() => TakeAsync(next, 1));
    }

    [Fact]
    public async Task Instances_learn_of_each_other_within_ten_seconds()
    {
        var (one, two) = (New(("0:PerDay", "4")), New(("0:PerDay", "4")));
        await TakeAsync(one, 2);
        await TakeAsync(two, 2);

        await one.StopAsync();
        await two.StopAsync();

        await Assert.ThrowsAsync<QuotaExceededException>(() => TakeAsync(two, 1));
    }

    [Fact]
    public async Task Emails_are_accepted_while_storage_fails_and_the_quota_holds_for_the_instance_alone()
    {
        _tables.Table.Fault = new RequestFailedException(503, "busy");
        var quotas = New(("0:PerDay", "2"));

        await TakeAsync(quotas, 2);

        await Assert.ThrowsAsync<QuotaExceededException>(() => TakeAsync(quotas, 1));
        Assert.Contains(_log.Entries, entry => entry.Text.Contains("could not be counted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Emails_are_accepted_while_the_row_cannot_be_read_and_counted_once_it_can()
    {
        await _tables.Table.UpsertEntityAsync(new TableEntity("default", "tenant") { ["Day"] = "yesterday" }, TableUpdateMode.Replace, TestContext.Current.CancellationToken);
        var quotas = New(("0:PerDay", "3"));

        await TakeAsync(quotas, 1);
        await TakeAsync(quotas, 1);
        await _tables.Table.DeleteEntityAsync("default", "tenant", cancellationToken: TestContext.Current.CancellationToken);
        await quotas.StopAsync();

        Assert.Contains(_log.Entries, entry => entry.Text.Contains("could not be counted", StringComparison.Ordinal));
        var next = New(("0:PerDay", "3"));
        await TakeAsync(next, 1);
        await Assert.ThrowsAsync<QuotaExceededException>(() => TakeAsync(next, 1));
    }

    [Fact]
    public async Task Warning_is_logged_once_and_found_by_every_check()
    {
        var quotas = New(("0:PerDay", "10"));
        await TakeAsync(quotas, 7);
        await quotas.StopAsync();
        var early = await quotas.FindWarningsAsync(TestContext.Current.CancellationToken);

        await TakeAsync(quotas, 1);
        await TakeAsync(quotas, 1);
        await quotas.StopAsync();
        var found = await quotas.FindWarningsAsync(TestContext.Current.CancellationToken);

        Assert.Empty(early);
        var warning = Assert.Single(found);
        Assert.Equal(("day", 9, 10), (warning.Period, warning.Used, warning.Limit));
        Assert.Single(_log.Entries, entry => entry.Text.Contains("9 of 10 emails", StringComparison.Ordinal) || entry.Text.Contains("8 of 10 emails", StringComparison.Ordinal));
    }

    [Fact]
    public async Task State_has_the_quotas_of_one_tenant_also_those_not_used_yet()
    {
        var quotas = New(("0:PerDay", "10"), ("0:PerMonth", "20"), ("1:Key", "k"), ("1:PerDay", "5"), ("2:Tenant", "other"), ("2:PerDay", "7"));
        await TakeAsync(quotas, 3);
        await quotas.StopAsync();

        var own = await quotas.ReadAsync("default", TestContext.Current.CancellationToken);
        var other = await quotas.ReadAsync("other", TestContext.Current.CancellationToken);

        Assert.Equal([("k", "day", 0, 5), (null, "day", 3, 10), (null, "month", 3, 20)], own.Select(quota => (quota.Rule.Key, quota.Period, quota.Used, quota.Limit)));
        Assert.Equal(("day", 0, 7), (Assert.Single(other).Period, other[0].Used, other[0].Limit));
        Assert.Empty(await quotas.ReadAsync("none", TestContext.Current.CancellationToken));
    }

    private SenderQuotas New(params (string Name, string Value)[] settings) => new(SenderRulesTests.Read(settings), _tables, _time, _log);

    private static Task<int> TakeAsync(SenderQuotas quotas, int count, string? key = null) => quotas.CountAsync("default", key, count, () => Task.FromResult(count), _ => true);
}
