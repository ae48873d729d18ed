using EmailDispatch.LocalHost.Runtime.Queues;

namespace EmailDispatch.Tests.LocalHost.Queues;

public sealed class PollingBackoffTests
{
    [Fact]
    public void Wait_doubles_from_100_ms_up_to_the_maximum()
    {
        var backoff = new PollingBackoff(TimeSpan.FromMilliseconds(700));

        var waits = Enumerable.Range(0, 5).Select(_ => backoff.Next().TotalMilliseconds);

        Assert.Equal([100, 200, 400, 700, 700], waits);
    }

    [Fact]
    public void Reset_begins_anew()
    {
        var backoff = new PollingBackoff(TimeSpan.FromSeconds(2));
        backoff.Next();
        backoff.Next();

        backoff.Reset();

        Assert.Equal(PollingBackoff.Minimum, backoff.Next());
    }
}
