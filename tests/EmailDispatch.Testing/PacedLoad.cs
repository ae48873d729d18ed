using EmailDispatch.Providers.State;

namespace EmailDispatch.Testing;

/// <summary>
/// Instances that send as fast as they are let, in virtual time: each has some workers that take a permit, wait for it, are busy for a while,
/// and start again. Moves the clock by 10 ms a step.
/// </summary>
internal sealed class PacedLoad(
    string provider, IReadOnlyList<ProviderQuotas> instances, Func<DateTimeOffset> now, Action<TimeSpan> advance)
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);

    /// <summary>When each message went out, in order.</summary>
    public List<DateTimeOffset> Sent { get; } = [];

    /// <param name="limits">The limits.</param>
    /// <param name="workers">How many workers each instance has.</param>
    /// <param name="busy">How long a worker of each instance is busy after sending.</param>
    /// <param name="duration">How long they go on.</param>
    /// <param name="cancellationToken">Ends it.</param>
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

    /// <summary>The most that went out in any second.</summary>
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
