using EmailDispatch.Dispatch;
using EmailDispatch.Tests.Providers.State;
using Microsoft.Extensions.Logging.Abstractions;

namespace EmailDispatch.Tests.Interleaving;

public sealed class InstanceLeaseTests
{
    [Fact]
    public void Claims_that_come_together_share_one_lease_and_an_idle_instance_leaves_none() => RandomOrder.RunAll(async () =>
    {
        var (time, tables) = (ManualTime.At("2026-11-21T10:00:00Z"), new MemoryTables());
        tables.Table.Yields = true;
        using var lease = new InstanceLease(new InstanceTable(tables), time, NullLogger<InstanceLease>.Instance);

        var claims = await ClaimAsync(lease);
        var written = tables.Table.Writes;
        time.Advance(InstanceLease.Duration - InstanceLease.Renewal);
        var later = await ClaimAsync(lease);
        var renewed = tables.Table.Writes;
        await lease.EndAsync(isIdle: true);

        Assert.Equal((1, true), (written, renewed is 2 or 3));
        Assert.Single(claims.Concat(later).Select(claim => ClaimId.TryParse(claim)!.Instance).Distinct());
        Assert.Empty(tables.Table.Rows);
    });

    [Fact]
    public void Claims_of_an_expired_lease_stay_void() => RandomOrder.RunAll(async () =>
    {
        var (time, tables) = (ManualTime.At("2026-11-21T10:00:00Z"), new MemoryTables());
        tables.Table.Yields = true;
        using var lease = new InstanceLease(new InstanceTable(tables), time, NullLogger<InstanceLease>.Instance);
        var before = await ClaimAsync(lease);

        time.Advance(InstanceLease.Duration);
        var after = await ClaimAsync(lease);

        Assert.All(before, claim => Assert.False(lease.Holds(claim)));
        Assert.All(after, claim => Assert.True(lease.Holds(claim)));
        await lease.EndAsync(isIdle: true);
    });

    private static async Task<string[]> ClaimAsync(InstanceLease lease) => await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
    {
        await Task.Yield();
        return await lease.NewClaimIdAsync(receipt: null);
    }));
}
