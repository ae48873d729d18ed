using EmailDispatch.Dispatch;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Tests.Dispatch;

/// <summary>Large emails are composed as many at once as there is room for; the others wait.</summary>
public sealed class DispatchBudgetTests
{
    private const long Most = 10_000_000;

    private readonly DispatchBudget _budget = new(Options.Create(new DispatchOptions { MaxBytesInFlight = Most }));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Emails_never_take_more_than_there_is_and_all_get_their_turn()
    {
        var (most, done) = (0L, 0);

        await Parallel.ForAsync(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = Cancellation }, async (n, token) =>
        {
            using var share = await _budget.TakeAsync((n * 977 % 40) * 100_000, token);
            InterlockedMax(ref most, _budget.Taken);
            await Task.Yield();
            Interlocked.Increment(ref done);
        });

        Assert.Equal(200, done);
        Assert.InRange(most, 1, Most);
        Assert.Equal(0, _budget.Taken);
    }

    [Fact]
    public async Task Room_is_a_share_of_the_memory()
    {
        var budget = new DispatchBudget(Options.Create(new DispatchOptions()), memory: 9_000_000);
        var first = await budget.TakeAsync(900_000, Cancellation);

        var second = budget.TakeAsync(200_000, Cancellation);

        Assert.False(second.IsCompleted);
        first.Dispose();
        (await second).Dispose();
    }

    [Theory]
    [InlineData(Most * 2)]
    [InlineData(null)]
    public async Task Email_larger_than_everything_or_of_unknown_size_goes_alone(long? bytes)
    {
        var first = await _budget.TakeAsync(1, Cancellation);

        var second = _budget.TakeAsync(bytes, Cancellation);
        var third = _budget.TakeAsync(1, Cancellation);
        var (secondWaits, thirdWaits) = (!second.IsCompleted, !third.IsCompleted);
        first.Dispose();
        (await second).Dispose();
        (await third).Dispose();

        Assert.Equal((true, true), (secondWaits, thirdWaits));
        Assert.Equal(0, _budget.Taken);
    }

    [Fact]
    public async Task Emails_that_fit_together_do_not_wait_for_each_other()
    {
        var first = await _budget.TakeAsync(Most - 1, Cancellation);

        var second = _budget.TakeAsync(1, Cancellation);
        var third = _budget.TakeAsync(1, Cancellation);

        Assert.Equal((true, false, Most), (second.IsCompleted, third.IsCompleted, _budget.Taken));
        first.Dispose();
        (await second).Dispose();
        (await third).Dispose();
        Assert.Equal(0, _budget.Taken);
    }

    [Fact]
    public async Task Email_that_waits_no_longer_makes_way()
    {
        using var stopping = new CancellationTokenSource();
        var first = await _budget.TakeAsync(Most, Cancellation);
        var second = _budget.TakeAsync(Most, stopping.Token);
        var third = _budget.TakeAsync(Most, Cancellation);

        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        first.Dispose();
        first.Dispose();
        (await third).Dispose();

        Assert.Equal(0, _budget.Taken);
    }

    private static void InterlockedMax(ref long most, long value)
    {
        for (var seen = Interlocked.Read(ref most); value > seen; seen = Interlocked.Read(ref most))
            Interlocked.CompareExchange(ref most, value, seen);
    }
}
