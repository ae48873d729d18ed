using EmailDispatch.Providers.State;
using EmailDispatch.Tests.Providers.State;
using Microsoft.Extensions.Logging.Abstractions;

namespace EmailDispatch.Tests.Interleaving;

public sealed class BreakerTests
{
    private static readonly ProviderFailure Unreachable = new(FailureWeight.Unreachable, "connect");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void One_attempt_of_all_instances_probes_and_its_outcome_counts_for_all(bool works) => RandomOrder.RunAll(async () =>
    {
        var time = ManualTime.At("2026-11-21T10:00:00Z");
        var tables = new MemoryTables();
        tables.Table.Yields = true;
        var instances = Enumerable.Range(0, 3).Select(_ => new ProviderHealth(new ProviderStateTable(tables, time), time, NullLogger<ProviderHealth>.Instance)).ToList();

        // Sessions that were open fail one after another.
        await Task.WhenAll(instances.Concat(instances).Select(async health =>
        {
            var admission = await health.TryEnterAsync("primary", CancellationToken.None);
            if (admission.IsAdmitted)
                await health.ReportFailureAsync(admission, Unreachable, CancellationToken.None);
        }));
        Assert.All(await EnterAllAsync(), admission => Assert.False(admission.IsAdmitted));

        time.Advance(TimeSpan.FromSeconds(16));
        var probe = Assert.Single(await EnterAllAsync(), admission => admission.IsAdmitted);
        Assert.True(probe.IsProbe);

        await Task.WhenAll(instances.Select(async (health, n) =>
        {
            if (n != 0)
                await health.TryEnterAsync("primary", CancellationToken.None);
            else if (works)
                await health.ReportSuccessAsync(probe, CancellationToken.None);
            else
                await health.ReportFailureAsync(probe, Unreachable, CancellationToken.None);
        }));
        time.Advance(ProviderHealth.ReadInterval);
        Assert.All(await EnterAllAsync(), admission => Assert.Equal((works, false), (admission.IsAdmitted, admission.IsProbe)));

        Task<ProviderAdmission[]> EnterAllAsync() => Task.WhenAll(instances.Concat(instances).Select(health => health.TryEnterAsync("primary", CancellationToken.None).AsTask()));
    });
}
