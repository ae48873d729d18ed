using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using EmailDispatch.Dispatch;
using EmailDispatch.Emails;
using EmailDispatch.Queueing;
using EmailDispatch.Sandbox;
using EmailDispatch.Status;
using EmailDispatch.Telemetry;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>What the dispatcher counts. The names of streams and providers are those of no other test.</summary>
[Collection<ScenarioStorage>]
public sealed class MetricScenarios(Azurite azurite) : IDisposable
{
    private static readonly Email Letter = new() { From = new EmailAddress("ann@example.com"), To = [new EmailAddress("a@example.com")], Subject = "Hello", Text = "Hi" };

    private readonly ConcurrentQueue<string> _counted = new();
    private readonly MeterListener _listener = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task Email_is_counted_when_it_ends_and_not_before()
    {
        Listen("email_dispatch.emails.finished", "counted-stream");
        await using var scenario = await DispatchScenario.StartAsync(azurite, [new("first")]);
        var notNow = scenario["first"].On(SandboxPhase.Rcpt, _ => "451 4.3.0 Not now");
        var row = await scenario.StoreAsync(EmailStatus.Deferred, row => row with { Stream = "counted-stream" });

        await scenario.Get<Dispatcher>().DispatchAsync(DispatchMessage.For(row) with { Etag = DispatchMessage.NoVersion, Blob = null, Payload = Letter }, Cancellation);
        var before = _counted.ToList();
        notNow.Dispose();
        scenario.Time.Now += scenario.Queue[^1].Delay;
        await scenario.RunAsync(scenario.Queue[^1]);

        Assert.Empty(before);
        Assert.Equal(["sent counted-stream"], _counted);
    }

    [Fact]
    public async Task Session_that_is_opened_beside_a_late_one_is_counted()
    {
        Listen("email_dispatch.hedges", "counted-late");
        await using var scenario = await DispatchScenario.StartAsync(azurite, [new("counted-late"), new("counted-other")]);
        scenario["counted-late"].Behaviour = SandboxBehaviour.Silent;

        await scenario.AcceptAndDispatchAsync();

        Assert.Equal(["counted-late counted-other"], _counted);
    }

    private void Listen(string name, string value)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == DispatchTelemetry.Name && instrument.Name == name)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            var values = string.Join(' ', tags.ToArray().Select(tag => tag.Value));
            if (values.Contains(value, StringComparison.Ordinal))
                _counted.Enqueue(values);
        });
        _listener.Start();
    }
}
