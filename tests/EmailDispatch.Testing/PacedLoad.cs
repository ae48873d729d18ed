using EmailDispatch.Providers.State;

namespace EmailDispatch.Testing;

/// <summary>
/// Instances that send as fast as their permits allow, in virtual time, with steps of 10 ms. Each worker of an instance takes a permit, waits for
/// it, is busy for a while, and starts again.
/// </summary>
internal sealed class PacedLoad(
    string provider, IReadOnlyList<ProviderQuotas> instances, Func<DateTimeOffset> now, Action<TimeSpan> advance)
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);

    /// <summary>The times at which messages were sent, in order.</summary>
    public List<DateTimeOffset> Sent { get; } = [];

    /// <summary>Runs this many workers per instance. <paramref name="busy"/> has the time per instance that a worker is busy after sending.</summary>
    public async Task RunAsync(ProviderLimits limits, int workers, TimeSpan[] busy, TimeSpan duration, CancellationToken cancellationToken)
    {
        var end = now() + duration;
        var free = instances.Select(_ => Enumerable.Repeat(now(), workers).ToArray()).ToArray();
        for (; now() < end; advance(Step))
        {
            await Task.WhenAll(instances.Select(async (quotas, instance) =>
            {
                var due = Enumerable.Range(0, workers).Where(worker => free[instance][worker] <= now()).ToList();
                foreach (var worker in due)
                    free[instance][worker] = await SendAsync(quotas, limits, busy[instance], end, cancellationToken);
            }));
        }

        Sent.Sort();
    }

    /// <summary>The highest number of messages in any second.</summary>
    public int Peak => Sent.Select((at, index) => Sent.Skip(index).TakeWhile(other => other < at + TimeSpan.FromSeconds(1)).Count()).Max();

    private async Task<DateTimeOffset> SendAsync(
        ProviderQuotas quotas, ProviderLimits limits, TimeSpan busy, DateTimeOffset end, CancellationToken cancellationToken)
    {
        var permit = await quotas.TryTakeAsync(provider, limits, cancellationToken);
        if (permit.FreesAt is { } freesAt)
            return freesAt;

        var at = now() + permit.Wait;
        if (at < end)
        {
            lock (Sent)
                Sent.Add(at);
        }

        return at + busy;
    }
}
