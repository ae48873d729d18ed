using EmailDispatch.Emails;
using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>A drop that waited for days, as its id shows, is retried for as long as any other email.</summary>
[Collection<ScenarioStorage>]
public sealed class LateAcceptanceScenarios(Azurite azurite)
{
    [Fact]
    public async Task Email_under_an_older_id_is_tried_for_a_day_from_its_acceptance()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var greylisting = scenario["first"].On(SandboxPhase.Rcpt, _ => "450 4.2.0 Greylisted");
        var id = EmailId.Of(scenario.Time.Now - TimeSpan.FromDays(3), Guid.NewGuid().ToString());

        var message = await scenario.AcceptAsync(id: id);
        var first = await scenario.DispatchAsync(message);
        var second = await scenario.DispatchNextAsync(first);
        greylisting.Dispose();
        var third = await scenario.DispatchNextAsync(second);

        Assert.Equal(TimeSpan.Zero, message.Delay);
        Assert.Equal(["a@example.com deferred"], first.Recipients);
        Assert.Equal(["a@example.com deferred"], second.Recipients);
        Assert.Equal(["a@example.com sent"], third.Recipients);
    }
}
