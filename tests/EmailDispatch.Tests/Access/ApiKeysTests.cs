using Azure;
using EmailDispatch.Access;
using EmailDispatch.Secrets;

namespace EmailDispatch.Tests.Access;

public sealed class ApiKeysTests
{
    private static readonly string Key = "test_" + Guid.NewGuid().ToString("N");

    private readonly AccessBench _bench = new();

    [Fact]
    public async Task Key_of_the_settings_is_found_without_storage()
    {
        var bench = new AccessBench(null, ("0:Key", Key), ("0:Name", "web"), ("0:Tenant", "acme"));

        var found = await bench.FindAsync(Key);

        Assert.Equal(("web", "acme", Scopes.All), (found!.Name, found.Tenant, found.Scopes));
        Assert.Equal(0, bench.Tables.Table.Operations);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ed_")]
    [InlineData("ed_test_not_a_secret_0123456789abcdefghijklmnopqrstuv")]
    [InlineData("\ud800")]
    public async Task What_has_not_the_form_of_a_key_is_refused_without_storage(string presented)
    {
        Assert.Null(await _bench.FindAsync(presented));
        Assert.Equal(0, _bench.Tables.Table.Operations);
    }

    [Fact]
    public async Task Issued_key_is_found_by_one_read_a_minute()
    {
        var issued = await _bench.IssueAsync();
        var reads = _bench.Tables.Table.Reads;

        for (var second = 0; second < 90; second++)
        {
            Assert.Equal(issued.Key.Id, (await _bench.FindAsync(issued.Token))!.Id);
            _bench.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(2, _bench.Tables.Table.Reads - reads);
    }

    [Fact]
    public async Task Unknown_key_costs_one_read_a_minute()
    {
        var unknown = ApiKeyHash.NewKey();

        for (var i = 0; i < 10; i++)
            Assert.Null(await _bench.FindAsync(unknown));

        Assert.Equal(1, _bench.Tables.Table.Reads);
    }

    [Fact]
    public async Task Row_with_the_right_id_and_another_hash_is_no_match()
    {
        var issued = await _bench.IssueAsync();
        var row = _bench.Tables.Table.Find(issued.Key.Id, "key")!;
        row["Hash"] = new string('0', 64);

        Assert.Null(await _bench.FindAsync(issued.Token));
    }

    [Fact]
    public async Task Revoked_key_is_refused_at_once_here_and_within_a_minute_elsewhere()
    {
        var other = new AccessBench(_bench);
        var issued = await _bench.IssueAsync();
        Assert.NotNull(await _bench.FindAsync(issued.Token));
        Assert.NotNull(await other.FindAsync(issued.Token));

        _bench.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await _bench.Management.RevokeAsync(_bench.Admin, "acme", issued.Key.Id, TestContext.Current.CancellationToken));

        Assert.Null(await _bench.FindAsync(issued.Token));
        _bench.Time.Advance(ApiKeyCache.Lifetime - TimeSpan.FromSeconds(1));
        Assert.Null(await other.FindAsync(issued.Token));
    }

    [Fact]
    public async Task Storage_outage_is_no_verdict_on_a_key()
    {
        var issued = await _bench.IssueAsync();
        _bench.Tables.Table.Fault = new RequestFailedException(503, "down");

        await Assert.ThrowsAsync<RequestFailedException>(async () => await _bench.FindAsync(issued.Token));
        _bench.Tables.Table.Fault = null;

        Assert.NotNull(await _bench.FindAsync(issued.Token));
    }

    [Fact]
    public async Task Row_that_is_broken_is_a_fault_and_not_a_key_without_restrictions()
    {
        var issued = await _bench.IssueAsync();
        _bench.Tables.Table.Find(issued.Key.Id, "key")!["IpRanges"] = "not-a-range";

        await Assert.ThrowsAsync<InvalidDataException>(async () => await _bench.FindAsync(issued.Token));
    }

    [Fact]
    public async Task Key_in_the_vault_is_read_when_it_is_needed_and_kept()
    {
        var bench = new AccessBench(null, ("0:Secret", "admin-key"), ("0:Tenant", "acme")) { Secret = Key + "\n" };
        Assert.Equal(0, bench.SecretReads);

        Assert.Equal("acme", (await bench.FindAsync(Key))!.Tenant);
        Assert.Null(await bench.FindAsync(ApiKeyHash.NewKey()));
        Assert.Equal(1, bench.SecretReads);
    }

    [Fact]
    public async Task Key_replaced_in_the_vault_is_refused_ten_minutes_later_however_idle_the_instance_was()
    {
        var bench = new AccessBench(null, ("0:Secret", "admin-key")) { Secret = Key };
        Assert.NotNull(await bench.FindAsync(Key));

        bench.Secret = Key + "-new";
        bench.Time.Advance(new TimeSpan(0, 8, 59));
        Assert.NotNull(await bench.FindAsync(Key));
        bench.Time.Advance(new TimeSpan(0, 1, 1));

        Assert.Null(await bench.FindAsync(Key));
        Assert.NotNull(await bench.FindAsync(Key + "-new"));
    }

    [Fact]
    public async Task Key_of_a_vault_that_has_gone_silent_is_used_on_and_asked_for_every_half_minute()
    {
        var bench = new AccessBench(null, ("0:Secret", "admin-key")) { Secret = Key };
        await bench.FindAsync(Key);

        bench.Secret = null;
        bench.Time.Advance(TimeSpan.FromHours(1));

        Assert.NotNull(await bench.FindAsync(Key));
        Assert.Null(await bench.FindAsync(ApiKeyHash.NewKey()));
        Assert.Equal(2, bench.SecretReads);
    }

    [Fact]
    public async Task Vault_outage_is_no_verdict_on_a_key()
    {
        var bench = new AccessBench(null, ("0:Secret", "admin-key"));

        var fault = await Assert.ThrowsAsync<CredentialException>(async () => await bench.FindAsync(Key));
        bench.Secret = Key;

        Assert.DoesNotContain(Key, fault.ToString(), StringComparison.Ordinal);
        Assert.NotNull(await bench.FindAsync(Key));
    }

    [Fact]
    public async Task Vault_outage_leaves_issued_keys_alone()
    {
        var bench = new AccessBench(null, ("0:Secret", "admin-key"));
        var issued = await bench.IssueAsync();

        Assert.NotNull(await bench.FindAsync(issued.Token));
    }

    [Fact]
    public async Task Secret_that_is_too_short_is_no_key()
    {
        var bench = new AccessBench(null, ("0:Secret", "admin-key")) { Secret = "short" };

        await Assert.ThrowsAsync<CredentialException>(async () => await bench.FindAsync("short"));
    }
}
