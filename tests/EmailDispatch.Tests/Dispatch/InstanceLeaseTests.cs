using Azure;
using EmailDispatch.Dispatch;
using EmailDispatch.Queueing;
using EmailDispatch.Tests.Providers.State;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace EmailDispatch.Tests.Dispatch;

/// <summary>An instance's sign of life: what it costs, and what it means when it is missing.</summary>
public sealed class InstanceLeaseTests : IDisposable
{
    private static readonly QueueReceipt Receipt = new("m1", "r1==");

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly MemoryTables _tables = new();
    private readonly InstanceLease _mine;
    private readonly InstanceLease _other;

    public InstanceLeaseTests() => (_mine, _other) = (NewLease(), NewLease());

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Claims_cost_one_write_in_fifteen_seconds_however_many_they_are()
    {
        var claims = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => _mine.NewClaimIdAsync(Receipt)));

        Assert.Equal(1, _tables.Table.Writes);
        Assert.Equal(1_000, claims.Distinct().Count());
        Assert.All(claims, claim => Assert.Equal(Receipt, ClaimId.TryParse(claim)!.Receipt));
        for (var n = 0; n < 40; n++)
        {
            _time.Advance(TimeSpan.FromSeconds(3));
            await _mine.NewClaimIdAsync(Receipt);
        }

        Assert.InRange(_tables.Table.Writes, 2, 9);
        Assert.True(_mine.Holds(claims[0]));
    }

    [Fact]
    public async Task Claims_that_come_first_together_start_one_loop_of_renewals()
    {
        var (gate, second) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), Task.CompletedTask);
        _tables.Table.UpsertGate = gate.Task;
        var time = new CountedTimers(isAlone: count => _tables.Table.Writes > 0 && count == 1 && !second.IsCompleted);
        using var lease = NewLease(time, new RecordedLog());
        var first = lease.NewClaimIdAsync(Receipt);
        second = lease.NewClaimIdAsync(Receipt);

        gate.SetResult();
        await Task.WhenAll(first, second);

        Assert.Equal((1, 1), (time.Count, _tables.Table.Writes));
    }

    [Fact]
    public async Task Claim_is_over_for_its_own_instance_before_it_is_for_others()
    {
        var claim = await _mine.NewClaimIdAsync(Receipt);
        await _mine.EndAsync(isIdle: false);
        await OtherHoldsAsync(InstanceLease.Duration - TimeSpan.FromSeconds(2));

        Assert.False(_mine.Holds(claim));
        Assert.False(await _other.IsLostAsync(claim, Cancellation));
        await OtherHoldsAsync(InstanceLease.Skew);
        Assert.False(await _other.IsLostAsync(claim, Cancellation));
        await OtherHoldsAsync(TimeSpan.FromSeconds(3));
        Assert.True(await _other.IsLostAsync(claim, Cancellation));
    }

    [Fact]
    public async Task Lease_that_ran_out_is_not_renewed_and_its_claims_stay_over()
    {
        var before = await _mine.NewClaimIdAsync(Receipt);
        _tables.Table.IsContended = true;
        _time.Advance(InstanceLease.Duration + TimeSpan.FromSeconds(1));

        var after = await _mine.NewClaimIdAsync(Receipt);

        Assert.True(_mine.Holds(after));
        Assert.False(_mine.Holds(before));
        _tables.Table.IsContended = false;
        await OtherHoldsAsync(InstanceLease.Settling);
        Assert.True(await _other.IsLostAsync(before, Cancellation));
        Assert.False(await _other.IsLostAsync(after, Cancellation));
    }

    [Fact]
    public async Task Instance_that_has_just_begun_takes_no_other_for_lost()
    {
        var claim = await _mine.NewClaimIdAsync(Receipt);
        await _mine.EndAsync(isIdle: false);
        _time.Advance(TimeSpan.FromMinutes(2));

        Assert.False(await _other.IsLostAsync(claim, Cancellation));
        await OtherHoldsAsync(InstanceLease.Settling - TimeSpan.FromSeconds(1));
        Assert.False(await _other.IsLostAsync(claim, Cancellation));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await _other.IsLostAsync(claim, Cancellation));
    }

    [Fact]
    public async Task Instances_that_could_not_reach_storage_do_not_take_each_other_for_lost()
    {
        var claim = await _mine.NewClaimIdAsync(Receipt);
        await OtherHoldsAsync(InstanceLease.Settling);
        _tables.Table.Fault = new RequestFailedException(503, "away");
        _time.Advance(TimeSpan.FromMinutes(2));
        var during = await _other.IsLostAsync(claim, Cancellation);
        _tables.Table.Fault = null;

        Assert.False(during);
        Assert.False(await _other.IsLostAsync(claim, Cancellation));
        await OtherHoldsAsync(InstanceLease.Settling);
        Assert.True(await _other.IsLostAsync(claim, Cancellation));
    }

    [Fact]
    public async Task Instance_that_was_taken_for_lost_begins_anew()
    {
        var before = await _mine.NewClaimIdAsync(Receipt);
        _tables.Table.Remove("lease", ClaimId.TryParse(before)!.Instance);
        _time.Advance(InstanceLease.Duration - InstanceLease.Renewal);

        await _mine.NewClaimIdAsync(Receipt);
        var after = await _mine.NewClaimIdAsync(Receipt);

        Assert.False(_mine.Holds(before));
        Assert.True(_mine.Holds(after));
        Assert.NotEqual(ClaimId.TryParse(before)!.Instance, ClaimId.TryParse(after)?.Instance);
    }

    [Fact]
    public async Task Claim_made_while_no_sign_can_be_written_lasts_as_long_as_it_says()
    {
        _tables.Table.Fault = new RequestFailedException(503, "away");

        var claim = await _mine.NewClaimIdAsync(Receipt);

        Assert.Null(ClaimId.TryParse(claim));
        Assert.True(_mine.Holds(claim));
        Assert.False(await _other.IsLostAsync(claim, Cancellation));
    }

    [Theory]
    [InlineData(41, true)]
    [InlineData(42, false)]
    public async Task Claim_needs_three_seconds_more_of_a_lease_that_cannot_be_renewed(int secondsLater, bool isValid)
    {
        var claim = await _mine.NewClaimIdAsync(Receipt);
        _tables.Table.Fault = new RequestFailedException(503, "away");

        _time.Advance(TimeSpan.FromSeconds(secondsLater));
        var later = await _mine.NewClaimIdAsync(Receipt);

        Assert.Equal(isValid, _mine.Holds(claim));
        Assert.Equal(isValid, ClaimId.TryParse(later) is not null);
    }

    [Fact]
    public async Task Claim_renews_a_lease_whose_renewals_failed()
    {
        var (time, logs) = (new ManualTime(_time.GetUtcNow()), new RecordedLog());
        using var lease = NewLease(time, logs);
        await lease.NewClaimIdAsync(Receipt);
        _tables.Table.Fault = new RequestFailedException(503, "away");
        await RenewAsync(time);
        await RenewAsync(time);

        _tables.Table.Fault = null;
        await lease.NewClaimIdAsync(Receipt);

        Assert.Equal(2, logs.Lines.Count);
        Assert.Equal(2, _tables.Table.Writes);
    }

    [Theory]
    [InlineData(10, false)]
    [InlineData(11, true)]
    public void Lease_is_over_for_others_when_it_ended_longer_ago_than_clocks_may_differ(int secondsAgo, bool isOver) =>
        Assert.Equal(isOver, InstanceLease.IsOver(new InstanceRow("a", _time.GetUtcNow()), _time.GetUtcNow().AddSeconds(secondsAgo)));

    [Fact]
    public async Task Renewals_go_on_whatever_went_wrong_with_one()
    {
        var (time, logs) = (new ManualTime(_time.GetUtcNow()), new RecordedLog());
        using var lease = NewLease(time, logs);
        await lease.NewClaimIdAsync(Receipt);
        _tables.Table.Fault = new InvalidOperationException("on purpose");
        await RenewAsync(time);

        _tables.Table.Fault = null;
        await RenewAsync(time);

        Assert.Equal(2, _tables.Table.Writes);
        Assert.StartsWith("Warning 2601 ", Assert.Single(logs.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Instance_that_stops_idle_leaves_nothing_to_look_for()
    {
        await _mine.NewClaimIdAsync(Receipt);

        await _mine.EndAsync(isIdle: true);

        Assert.Equal(0, _tables.Table.Count);
    }

    [Fact]
    public async Task Instance_that_has_claimed_nothing_stops_without_a_request()
    {
        await _mine.EndAsync(isIdle: true);

        Assert.Equal(0, _tables.Table.Operations);
    }

    [Fact]
    public async Task Lease_that_was_disposed_of_is_not_renewed()
    {
        var time = new ManualTime(_time.GetUtcNow());
        var lease = NewLease(time, new RecordedLog());
        await lease.NewClaimIdAsync(Receipt);
        var before = time.Waiting;

        lease.Dispose();

        Assert.Equal((1, 0), (before, time.Waiting));
    }

    [Theory]
    [InlineData("a|n|m|r", 54, 54)]
    [InlineData("a|n|m|r", 55, 55)]
    [InlineData("a|n|m|r", 300, 55)]
    [InlineData("n", 300, 300)]
    public void Claim_of_an_instance_is_checked_again_when_its_lease_may_be_over(string claim, int secondsOfClaim, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), InstanceLease.WaitFor(claim, TimeSpan.FromSeconds(secondsOfClaim)));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Instance_that_cannot_delete_its_sign_of_life_stops_all_the_same(bool isUnreachable)
    {
        var logs = new RecordedLog();
        using var lease = NewLease(_time, logs);
        await lease.NewClaimIdAsync(Receipt);
        _tables.Table.Fault = isUnreachable ? new AggregateException(new RequestFailedException("Connection refused")) : new RequestFailedException(503, "away");

        await lease.EndAsync(isIdle: true);

        Assert.Equal(1, _tables.Table.Count);
        Assert.StartsWith("Warning 2601 ", Assert.Single(logs.Lines), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _mine.Dispose();
        _other.Dispose();
    }

    /// <summary>Counts the timers; one whose thread is alone is created when another thread has come or ended.</summary>
    private sealed class CountedTimers(Func<int, bool> isAlone) : FakeTimeProvider
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Interlocked.Increment(ref _count);
            SpinWait.SpinUntil(() => !isAlone(Count), TimeSpan.FromSeconds(10));
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }

    private async Task OtherHoldsAsync(TimeSpan duration)
    {
        await _other.NewClaimIdAsync(Receipt);
        for (var step = TimeSpan.FromSeconds(1); duration > TimeSpan.Zero; duration -= step)
        {
            _time.Advance(step);
            await _other.NewClaimIdAsync(Receipt);
        }
    }

    /// <summary>Advances the clock to the next renewal, which has been tried when this returns.</summary>
    private static async Task RenewAsync(ManualTime time)
    {
        Assert.True(await Eventually.GetAsync(() => Task.FromResult(time.IsWaiting(InstanceLease.Renewal)), isWaiting => isWaiting, Cancellation));
        time.Advance(InstanceLease.Renewal);
        Assert.True(await Eventually.GetAsync(() => Task.FromResult(time.IsWaiting(InstanceLease.Renewal)), isWaiting => isWaiting, Cancellation));
    }

    private InstanceLease NewLease() => NewLease(_time, new RecordedLog());

    private InstanceLease NewLease(TimeProvider time, RecordedLog logs) =>
        new(new InstanceTable(_tables), time, logs.Factory.CreateLogger<InstanceLease>());
}
