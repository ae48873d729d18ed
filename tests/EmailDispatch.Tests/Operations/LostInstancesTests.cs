using Azure.Data.Tables;
using EmailDispatch.Dispatch;
using EmailDispatch.Operations;
using EmailDispatch.Queueing;
using EmailDispatch.Status;
using EmailDispatch.Tests.Events;
using EmailDispatch.Tests.Intake;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace EmailDispatch.Tests.Operations;

public sealed class LostInstancesTests
{
    private const string Tenant = "default";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 6, 1, 12, 30, 0, TimeSpan.Zero));
    private readonly NamedTables _tables = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Its emails have waited longest.</summary>
    [Fact]
    public async Task Instance_that_was_lost_first_has_its_messages_released_first()
    {
        var (queue, hours) = (new MemoryQueue(), new OpenHours(_tables, _time));
        await hours.AnnounceAsync(Tenant, _time.GetUtcNow(), Cancellation);
        await AddAsync("lost-second", TimeSpan.FromMinutes(3));
        await AddAsync("lost-last", TimeSpan.FromMinutes(1));
        await AddAsync("lost-first", TimeSpan.FromMinutes(5));
        await AddAsync("alive", TimeSpan.FromSeconds(5));
        var status = new StatusStore(_tables, hours, Options.Create(new StatusOptions()), _time);
        var dispatch = new DispatchQueue(queue, new PayloadStore(new MemoryBlobs()), _time);
        var lost = new LostInstances(new InstanceTable(_tables), hours, status, dispatch, _time, NullLogger<LostInstances>.Instance);

        Assert.Equal(3, await lost.ReleaseAsync(Cancellation));

        Assert.Equal(["lost-first", "lost-second", "lost-last"], queue.Changes.Select(change => change.Split(' ')[0]));
        Assert.Equal(["alive"], _tables[InstanceTable.TableName].Rows.Select(row => row.RowKey));
    }

    /// <summary>Adds an instance whose lease ended some time ago, and an email that it has claimed; the message's id is the instance's.</summary>
    private async Task AddAsync(string instance, TimeSpan endedFor)
    {
        await _tables[InstanceTable.TableName].AddEntityAsync(new TableEntity("lease", instance) { ["Until"] = _time.GetUtcNow() - endedFor }, Cancellation);
        var claim = new ClaimId(instance, "nonce", new QueueReceipt(instance, "receipt")).ToString();
        var row = new TableEntity(RowKeys.Partition(Tenant, _time.GetUtcNow(), shard: 0), $"0{instance}") { ["Status"] = "sending", ["LeaseId"] = claim };
        await _tables[StatusStore.TableName].AddEntityAsync(row, Cancellation);
    }
}
