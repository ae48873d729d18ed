using System.Diagnostics.Metrics;
using EmailDispatch.Sandbox;
using EmailDispatch.Status;
using EmailDispatch.Telemetry;
using EmailDispatch.Usage;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>A failover is an attempt after which another provider was tried. The metric and the usage figures count the same.</summary>
[Collection<ScenarioStorage>]
public sealed class FailoverCountScenarios(Azurite azurite) : IDisposable
{
    private static readonly SandboxServerOptions Failing = new() { Behaviour = SandboxBehaviour.Refuse421 };

    private readonly List<string> _counted = [];
    private readonly MeterListener _listener = new();

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task Failed_provider_with_no_other_one_after_it_is_no_failover()
    {
        Listen();
        await using var scenario = await DispatchScenario.StartAsync(
            azurite, [new("counted-first") { Options = Failing }, new("counted-last") { Options = Failing }]);

        var outcome = await scenario.AcceptAndDispatchAsync();

        Assert.Equal([AttemptOutcome.ProviderFailed, AttemptOutcome.ProviderFailed], outcome.Row.Attempts.Select(attempt => attempt.Outcome));
        Assert.Equal(["counted-first"], _counted);
        Assert.Equal(["counted-first"], FailoversOf(outcome.Row));
    }

    private void Listen()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == DispatchTelemetry.Name && instrument.Name == "email_dispatch.failovers")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            var provider = (string)tags.ToArray().Single(tag => tag.Key == "provider").Value!;
            if (provider.StartsWith("counted-", StringComparison.Ordinal))
                _counted.Add(provider);
        });
        _listener.Start();
    }

    private static IEnumerable<string> FailoversOf(EmailRow row)
    {
        var totals = new HourTotals();
        totals.Add(row);
        return totals.All().Where(t => t.Dimension == UsageDimension.Provider && t.Figures.Failovers > 0).Select(t => t.Value);
    }
}
