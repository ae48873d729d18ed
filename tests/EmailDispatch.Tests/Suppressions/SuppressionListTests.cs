using Azure;
using Azure.Data.Tables;
using EmailDispatch.Suppressions;
using EmailDispatch.Tests.Providers;
using EmailDispatch.Tests.Providers.State;
using EmailDispatch.Tests.Smtp;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace EmailDispatch.Tests.Suppressions;

/// <summary>What the list asks of storage, and what it answers while storage fails.</summary>
public sealed class SuppressionListTests
{
    private const string Tenant = "acme";
    private static readonly RequestFailedException Outage = new(503, "busy");

    private readonly MemoryTables _tables = new();
    private readonly FakeTimeProvider _time = ManualTime.At("2026-03-10T10:00:00Z");
    private readonly ListLogger<SuppressionList> _log = new();
    private readonly SecretsInMemory _secrets = new();
    private readonly SuppressionList _list;

    public SuppressionListTests() =>
        _list = new SuppressionList(new SuppressionStore(_tables), _time, _log, new AddressHashes(_secrets, _time, new ListLogger<AddressHashes>()));

    private MemoryTable Table => _tables.Table;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_is_read_once_a_minute_however_often_it_is_asked()
    {
        for (var n = 0; n < 100; n++)
            Assert.Empty(await FindAsync("ann@example.com"));
        _time.Advance(TimeSpan.FromSeconds(59));
        await FindAsync("ann@example.com");

        Assert.Equal(["PartitionKey eq 'acme'"], Table.Filters);
        Assert.Equal(0, Table.Reads);
    }

    [Fact]
    public async Task After_a_minute_only_what_changed_by_the_servers_clock_is_read()
    {
        await FindAsync("ann@example.com");
        _time.Advance(TimeSpan.FromMinutes(1));
        Put("ann@example.com");

        var found = await FindAsync("ann@example.com");

        Assert.Equal(["ann@example.com"], found);
        Assert.StartsWith("PartitionKey eq 'acme' and Timestamp ge datetime'2026-03-10T07:58:00", Table.Filters[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_an_hour_the_whole_list_is_read()
    {
        Put("ann@example.com");
        await FindAsync("ann@example.com");
        Table.Remove(Tenant, SuppressionKey.Of("ann@example.com"));
        await FindAsync("ann@example.com");
        var readsBefore = Table.Reads;
        _time.Advance(TimeSpan.FromHours(1));

        await FindAsync("ann@example.com");

        Assert.Equal("PartitionKey eq 'acme'", Table.Filters[^1]);
        Assert.Equal((2, 2), (readsBefore, Table.Reads));
    }

    [Fact]
    public async Task Own_addition_counts_at_once()
    {
        await FindAsync("ann@example.com");

        var isNew = await AddAsync("ann@example.com");
        var isNewAgain = await AddAsync("Ann@example.com");

        Assert.Equal(["ann@example.com"], await FindAsync("ann@example.com", "bo@example.com"));
        Assert.Equal((true, false), (isNew, isNewAgain));
        Assert.Single(Table.Filters);
    }

    [Fact]
    public async Task Addition_during_a_reading_is_not_lost()
    {
        var gate = new TaskCompletionSource();
        Put("bo@example.com");
        await FindAsync("bo@example.com");
        _time.Advance(TimeSpan.FromHours(1));
        Table.Gate = gate.Task;
        var reading = FindAsync("bo@example.com");
        await AddAsync("ann@example.com");
        Table.Remove(Tenant, SuppressionKey.Of("ann@example.com"));

        gate.SetResult();
        await reading;
        var readsBefore = Table.Reads;
        await FindAsync("ann@example.com");

        Assert.Equal(readsBefore + 1, Table.Reads);
    }

    [Fact]
    public async Task Equal_fingerprint_of_another_address_does_not_suppress()
    {
        var key = SuppressionKey.Of("ann@example.com");
        Put("other@example.com", key[..16] + new string('0', 48));

        Assert.Empty(await FindAsync("ann@example.com"));
        Assert.Equal(1, Table.Reads);
    }

    [Fact]
    public async Task Many_who_ask_at_first_share_one_reading()
    {
        var gate = new TaskCompletionSource();
        Table.Gate = gate.Task;
        Put("ann@example.com");
        var asking = Enumerable.Range(0, 20).Select(_ => FindAsync("ann@example.com")).ToList();

        gate.SetResult();

        Assert.All(await Task.WhenAll(asking), found => Assert.Equal(["ann@example.com"], found));
        Assert.Single(Table.Filters);
    }

    [Fact]
    public async Task After_a_quiet_time_all_who_ask_wait_for_the_refresh()
    {
        var gate = new TaskCompletionSource();
        await FindAsync("ann@example.com");
        _time.Advance(TimeSpan.FromMinutes(2));
        Put("ann@example.com");
        Table.Gate = gate.Task;
        var asking = Enumerable.Range(0, 5).Select(_ => FindAsync("ann@example.com")).ToList();

        gate.SetResult();

        Assert.All(await Task.WhenAll(asking), found => Assert.Equal(["ann@example.com"], found));
    }

    [Fact]
    public async Task Slow_refresh_holds_up_only_who_began_it()
    {
        var gate = new TaskCompletionSource();
        await FindAsync("ann@example.com");
        _time.Advance(TimeSpan.FromMinutes(1));
        Table.Gate = gate.Task;

        var first = FindAsync("ann@example.com");
        var second = FindAsync("ann@example.com");
        await second;
        var firstWaits = !first.IsCompleted;
        gate.SetResult();
        await first;

        Assert.True(firstWaits);
    }

    [Fact]
    public async Task Outage_before_the_first_reading_is_a_fault()
    {
        Table.Fault = Outage;

        var fault = await Assert.ThrowsAsync<RequestFailedException>(() => FindAsync("ann@example.com"));
        Table.Fault = null;

        Assert.Contains("Suppressions", fault.Message, StringComparison.Ordinal);
        Assert.Empty(await FindAsync("ann@example.com"));
    }

    [Fact]
    public async Task Outage_later_leaves_the_last_state_and_is_asked_again_soon()
    {
        Put("ann@example.com");
        await FindAsync("bo@example.com");
        _time.Advance(TimeSpan.FromMinutes(1));
        Table.Fault = new AggregateException(Outage);

        Assert.Empty(await FindAsync("bo@example.com"));
        Assert.Equal((LogLevel.Warning, "The do-not-send list of acme could not be refreshed; what was last read stays in use"), Assert.Single(_log.Entries));

        await FindAsync("bo@example.com");
        Assert.Equal(2, Table.Filters.Count);
        Table.Fault = null;
        _time.Advance(TimeSpan.FromSeconds(10));
        await FindAsync("bo@example.com");

        Assert.Equal(3, Table.Filters.Count);
    }

    [Fact]
    public async Task List_that_cannot_be_refreshed_is_used_for_two_minutes_and_then_again_once_it_is_read()
    {
        await FindAsync("bo@example.com");
        Table.Fault = Outage;

        _time.Advance(TimeSpan.FromSeconds(119));
        Assert.Empty(await FindAsync("bo@example.com"));
        _time.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<RequestFailedException>(() => FindAsync("bo@example.com"));
        await Assert.ThrowsAsync<RequestFailedException>(() => FindAsync("bo@example.com"));
        Table.Fault = null;
        Put("bo@example.com");

        Assert.Single(await FindAsync("bo@example.com"));
    }

    [Fact]
    public async Task Suspect_is_not_cleared_while_its_row_cannot_be_read()
    {
        Put("ann@example.com");
        await FindAsync("bo@example.com");
        Table.Fault = Outage;

        await Assert.ThrowsAsync<RequestFailedException>(() => FindAsync("ann@example.com"));
    }

    [Fact]
    public async Task Tenants_have_lists_of_their_own()
    {
        Put("ann@example.com");

        Assert.Empty(await _list.FindAsync("other", ["ann@example.com"], Cancellation));
    }

    [Fact]
    public async Task Erased_address_is_found_and_removed_in_every_spelling()
    {
        var hash = await EraseAsync("ann@example.com");

        var found = await _list.FindAsync(Tenant, ["Ann@EXAMPLE.com", "bo@example.com"], Cancellation);
        var isRemoved = await _list.RemoveAsync(Tenant, "ANN@example.com", Cancellation);

        Assert.Equal("Ann@EXAMPLE.com", Assert.Single(found).Key);
        Assert.Equal((AddressHashes.Shown(hash, "ann@example.com"), true), (found["Ann@EXAMPLE.com"].Address, found["Ann@EXAMPLE.com"].IsErased));
        Assert.True(isRemoved);
        Assert.Empty(await FindAsync("ann@example.com"));
    }

    [Fact]
    public async Task Erased_address_is_unknown_in_another_tenant_and_with_another_salt()
    {
        var hash = await EraseAsync("ann@example.com");
        _secrets.Values[AddressHashes.SecretName] = new string('t', 40);
        var other = new AddressHashes(_secrets, _time, new ListLogger<AddressHashes>());

        Assert.NotEqual(hash, await other.OfAsync(Tenant, "ann@example.com", Cancellation));
        Assert.Empty(await _list.FindAsync("other", ["ann@example.com"], Cancellation));
    }

    [Fact]
    public async Task Nobody_is_cleared_while_erased_addresses_cannot_be_compared()
    {
        await EraseAsync("ann@example.com");
        var blind = new SuppressionList(new SuppressionStore(_tables), _time, _log, new AddressHashes(new SecretsInMemory(), _time, new ListLogger<AddressHashes>()));

        await Assert.ThrowsAsync<RequestFailedException>(() => blind.FindAsync(Tenant, ["bo@example.com"], Cancellation));
    }

    [Fact]
    public async Task Salt_is_not_needed_without_erased_addresses()
    {
        Put("ann@example.com");

        Assert.Equal(["ann@example.com"], await FindAsync("ann@example.com", "bo@example.com"));
        Assert.Equal(0, _secrets.Reads);
    }

    private async Task<string> EraseAsync(string address)
    {
        _secrets.Values[AddressHashes.SecretName] = new string('s', 40);
        var hash = await new AddressHashes(_secrets, _time, new ListLogger<AddressHashes>()).OfAsync(Tenant, address, Cancellation);
        Put(AddressHashes.Shown(hash, address), SuppressionKey.OfErased(hash));
        return hash;
    }

    private void Put(string address, string? key = null) => _ = Table.UpsertEntityAsync(
        new TableEntity(Tenant, key ?? SuppressionKey.Of(address)) { ["Address"] = address, ["Reason"] = "manual", ["CreatedAt"] = Table.ServerTime },
        cancellationToken: Cancellation);

    private Task<bool> AddAsync(string address) =>
        _list.AddAsync(new Suppression(Tenant, address, SuppressionReason.Manual, _time.GetUtcNow()), Cancellation);

    private async Task<IEnumerable<string>> FindAsync(params string[] addresses) => (await _list.FindAsync(Tenant, addresses, Cancellation)).Keys;
}
