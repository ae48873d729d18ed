using EmailDispatch.LocalHost.Runtime.Invocation;

namespace EmailDispatch.Tests.LocalHost.Invocation;

public sealed class WakeUpTests
{
    [Fact]
    public async Task Call_ends_every_wait_that_was_taken_before_it()
    {
        var wakeUp = new WakeUp();
        var (one, other) = (wakeUp.Next, wakeUp.Next);

        wakeUp.Call();

        await Task.WhenAll(one, other).WaitAsync(TimeSpan.FromSeconds(10));
        Assert.False(wakeUp.Next.IsCompleted);
    }
}
