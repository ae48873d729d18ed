using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>Addresses beyond ASCII, and a provider that does not offer SMTPUTF8.</summary>
[Collection<ScenarioStorage>]
public sealed class InternationalAddressScenarios(Azurite azurite)
{
    private static readonly ScriptedProvider WithoutUtf8 = new("first") { Options = new() { Extensions = SmtpExtensions.All & ~SmtpExtensions.SmtpUtf8 } };

    [Theory]
    [InlineData("jörg@example.com", null)]
    [InlineData("a@example.com", "Jörg <jörg@example.com>")]
    public async Task Local_part_beyond_ascii_goes_to_a_provider_that_offers_smtputf8(string to, string? from)
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite, [WithoutUtf8, new("second")]);

        var outcome = await scenario.AcceptAndDispatchAsync([to], from);

        Assert.Equal([$"{to} sent"], outcome.Recipients);
        Assert.Equal(["1 first: provider_failed at mail_from, message_invalid", "1 second: sent at final_dot, no fault"], outcome.AttemptsWithoutReply);
        Assert.Empty(scenario.Logs.Errors);
        Assert.Equal("used", await scenario.BreakerAsync("first"));
        Assert.Empty(scenario["first"].Inbox.After());
        Assert.DoesNotContain(scenario["first"].Sessions.SelectMany(s => s.Exchanges), e => e.Command.StartsWith("MAIL", StringComparison.Ordinal));
        Assert.Single(scenario["second"].Inbox.After());
    }
}
