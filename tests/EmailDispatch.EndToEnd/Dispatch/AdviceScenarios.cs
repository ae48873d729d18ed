using EmailDispatch.Status;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>Advice about delivery problems is returned and stored in the row; the email is sent anyway.</summary>
[Collection<ScenarioStorage>]
public sealed class AdviceScenarios(Azurite azurite)
{
    [Fact]
    public async Task Advice_is_kept_in_the_row_through_its_changes()
    {
        ScriptedProvider rewriting = new("first")
        {
            Settings = new Dictionary<string, string> { ["FromDomains:0"] = "shop.example", ["RewriteFrom"] = "true", ["DefaultFromAddress"] = "mail@shop.example" },
        };
        await using var scenario = await DispatchScenario.StartAsync(azurite, [rewriting]);

        var outcome = await scenario.AcceptAndDispatchAsync(from: "ann@gmail.com <noreply@gmail.com>");

        Assert.Equal(EmailStatus.Sent, outcome.Row.Status);
        Assert.Equal(["noreply_from", "freemail_from", "from_name_is_address", "from_domain_mismatch"], outcome.Row.Advice.Select(a => a.Code));
    }

    [Fact]
    public async Task Provider_that_may_send_for_the_domain_is_enough()
    {
        ScriptedProvider account = new("first") { Settings = new Dictionary<string, string> { ["FromDomains:0"] = "example.com" } };
        await using var scenario = await DispatchScenario.StartAsync(azurite, [account, new("second")]);

        var outcome = await scenario.AcceptAndDispatchAsync();

        Assert.Empty(outcome.Row.Advice);
    }
}
