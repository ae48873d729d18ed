using Azure.Data.Tables;
using EmailDispatch.Sandbox;
using EmailDispatch.Status;
using EmailDispatch.Suppressions;
using Microsoft.Extensions.Logging.Abstractions;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>A recipient that bounced is suppressed until somebody removes the address from the list; one not at fault is not.</summary>
[Collection<ScenarioStorage>]
public sealed class SuppressionScenarios(Azurite azurite)
{
    private const string Unknown = "550 5.1.1 No such user";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Recipient_that_bounced_is_suppressed_in_the_next_email_and_the_others_are_sent()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        using (RefuseB(scenario, Unknown))
            await scenario.AcceptAndDispatchAsync(["b@example.com"]);

        var outcome = await scenario.AcceptAndDispatchAsync(["a@example.com", "B@Example.COM"]);

        Assert.Equal(["a@example.com sent", "B@Example.COM suppressed"], outcome.Recipients);
        Assert.Equal("On the do-not-send list since 2026-03-10 10:20 UTC (bounce): 550 5.1.1 No such user", outcome.Row.Recipients[1].Reply);
        Assert.Equal(["a@example.com"], scenario["first"].Inbox.After()[0].Recipients.Select(r => r.Address));
        Assert.Equal(["merge sending", "read suppression", "merge sent"], outcome.Operations);
        Assert.Null(outcome.Next);
    }

    [Fact]
    public async Task Email_to_suppressed_recipients_alone_is_suppressed_without_a_session()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        await SuppressAsync(scenario.Suppressions, "a@example.com");
        await SuppressAsync(scenario.Suppressions, "b@example.com");

        var outcome = await scenario.AcceptAndDispatchAsync(["a@example.com", "b@example.com"]);

        Assert.Equal(EmailStatus.Suppressed, outcome.Row.Status);
        Assert.Equal(["a@example.com suppressed", "b@example.com suppressed"], outcome.Recipients);
        Assert.Empty(outcome.Attempts);
        Assert.Null(outcome.Next);
        Assert.Equal(0, scenario["first"].OpenedConnections);
    }

    [Fact]
    public async Task Address_that_was_removed_is_sent_to_at_once()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        await SuppressAsync(scenario.Suppressions, "b@example.com");
        var before = await scenario.AcceptAndDispatchAsync(["b@example.com"]);

        var removed = await Elsewhere().RemoveAsync("default", "b@example.com", Cancellation);
        var after = await scenario.AcceptAndDispatchAsync(["b@example.com"]);

        Assert.True(removed);
        Assert.Equal(["b@example.com suppressed"], before.Recipients);
        Assert.Equal(["b@example.com sent"], after.Recipients);
    }

    [Theory]
    [InlineData("550 5.7.1 Sender address not verified")]
    [InlineData("550 5.7.60 SMTP; Client does not have permissions to send as this sender")]
    [InlineData("550 Requested action not taken: mailbox unavailable")]
    [InlineData("550 5.7.1 Message rejected as spam")]
    [InlineData("452 4.2.2 Mailbox full")]
    public async Task Refusal_that_does_not_prove_the_mailbox_gone_suppresses_nobody(string reply)
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        using (RefuseB(scenario, reply))
        using (scenario["second"].On(SandboxPhase.Rcpt, _ => reply))
            await scenario.AcceptAndDispatchAsync(["b@example.com"]);

        var outcome = await scenario.AcceptAndDispatchAsync(["b@example.com"]);

        Assert.Equal(["b@example.com sent"], outcome.Recipients);
        Assert.DoesNotContain("add suppression", scenario.Operations);
    }

    [Fact]
    public async Task Ordinary_emails_share_one_reading_of_the_list_a_minute()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);

        for (var n = 0; n < 10; n++)
            Assert.Equal(["a@example.com sent"], (await scenario.AcceptAndDispatchAsync()).Recipients);
        var inOneMinute = Readings(scenario);
        scenario.Time.Now += TimeSpan.FromMinutes(1);
        await scenario.AcceptAndDispatchAsync();

        Assert.Equal(1, inOneMinute);
        Assert.Equal(2, Readings(scenario));
        Assert.DoesNotContain("read suppression", scenario.Operations);
    }

    [Fact]
    public async Task Address_that_another_instance_added_is_known_within_a_minute()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        await scenario.AcceptAndDispatchAsync(["b@example.com"]);
        await SuppressAsync(Elsewhere(), "b@example.com");
        scenario.Time.Now += TimeSpan.FromMinutes(1);

        var outcome = await scenario.AcceptAndDispatchAsync(["b@example.com"]);

        Assert.Equal(["b@example.com suppressed"], outcome.Recipients);
    }

    [Fact]
    public async Task Other_tenants_list_has_no_effect()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        await scenario.Suppressions.AddAsync(new Suppression("other", "a@example.com", SuppressionReason.Manual, scenario.Time.Now), Cancellation);

        var outcome = await scenario.AcceptAndDispatchAsync(["a@example.com"]);

        Assert.Equal(["a@example.com sent"], outcome.Recipients);
    }

    [Fact]
    public async Task Nothing_is_sent_while_the_list_was_never_read()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var table = new TableClient(azurite.ConnectionString, SuppressionStore.TableName);
        await table.DeleteAsync(Cancellation);

        var waiting = await scenario.AcceptAndDispatchAsync();
        await table.CreateIfNotExistsAsync(Cancellation);
        var sent = await scenario.DispatchNextAsync(waiting);

        Assert.Equal(["a@example.com queued"], waiting.Recipients);
        Assert.Equal((1, TimeSpan.FromSeconds(30)), (waiting.Next!.Message.Attempt, waiting.Next.Delay));
        Assert.Equal(["put message"], waiting.Operations);
        Assert.Equal(["a@example.com sent"], sent.Recipients);
    }

    private static int Readings(DispatchScenario scenario) => scenario.Operations.Count(o => o == StorageOperations.ReadSuppressions);

    private static Task SuppressAsync(SuppressionList list, string address) =>
        list.AddAsync(new Suppression("default", address, SuppressionReason.Manual, TimeProvider.System.GetUtcNow()), Cancellation);

    /// <summary>The same list as seen by another instance.</summary>
    private SuppressionList Elsewhere() =>
        new(new SuppressionStore(new TableServiceClient(azurite.ConnectionString)), TimeProvider.System, NullLogger<SuppressionList>.Instance);

    private static IDisposable RefuseB(DispatchScenario scenario, string reply) =>
        scenario["first"].On(SandboxPhase.Rcpt, context => context.Recipient == "b@example.com" ? reply : null);
}
