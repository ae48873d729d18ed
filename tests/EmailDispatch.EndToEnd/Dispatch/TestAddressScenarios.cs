using System.Collections.Concurrent;
using System.Text;
using EmailDispatch.Emails;
using EmailDispatch.Intake;
using EmailDispatch.Naming;
using EmailDispatch.Sandbox;
using EmailDispatch.Status;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>Test addresses: the outcome is simulated, and no provider is used.</summary>
[Collection<ScenarioStorage>]
public sealed class TestAddressScenarios(Azurite azurite)
{
    private const string Domain = "test.acme.example";

    private static readonly int Emails = TestSize.Of("TEST_ADDRESS_EMAILS", 25);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("delivered", "sent", "1 (test): sent at final_dot, no fault")]
    [InlineData("complained", "sent", "1 (test): sent at final_dot, no fault")]
    [InlineData("user-42", "sent", "1 (test): sent at final_dot, no fault")]
    [InlineData("bounced", "bounced", "1 (test): bounced at rcpt_to, recipient_unknown")]
    [InlineData("Bounced+user1", "bounced", "1 (test): bounced at rcpt_to, recipient_unknown")]
    [InlineData("bounce", "bounced", "1 (test): bounced at rcpt_to, recipient_unknown")]
    [InlineData("suppressed", "suppressed")]
    [InlineData("mailbox-full", "deferred", "1 (test): deferred at rcpt_to, mailbox_full")]
    [InlineData("deferred", "deferred", "1 (test): deferred at rcpt_to, local_error")]
    [InlineData("greylisted", "deferred", "1 (test): deferred at rcpt_to, greylisted")]
    [InlineData("spam", "failed", "1 (test): failed at final_dot, spam")]
    [InlineData("unknown", "deferred", "1 (test): deferred at final_dot, outcome_unknown")]
    [InlineData("failover", "sent", "1 (test): provider_failed at connect, network", "1 (test-backup): sent at final_dot, no fault")]
    [InlineData("drop-in-data", "sent", "1 (test): provider_failed at data, connection_lost", "1 (test-backup): sent at final_dot, no fault")]
    [InlineData("quota", "sent", "1 (test): provider_failed at mail_from, quota_used_up", "1 (test-backup): sent at final_dot, no fault")]
    [InlineData("account-suspended", "sent", "1 (test): provider_failed at mail_from, account_suspended", "1 (test-backup): sent at final_dot, no fault")]
    [InlineData("unverified", "sent", "1 (test): provider_failed at mail_from, sender_not_allowed", "1 (test-backup): sent at final_dot, no fault")]
    [InlineData("timeout", "deferred", "1 (test): provider_failed at connect, timeout", "1 (test-backup): provider_failed at connect, timeout")]
    public async Task Address_has_its_outcome_and_no_provider_hears_of_it(string localPart, string status, params string[] attempts)
    {
        await using var scenario = await StartAsync(("Providers:0:PerHour", "100"));

        var outcome = await scenario.AcceptAndDispatchAsync([$"{localPart}@{Domain}"]);

        Assert.Equal(attempts, outcome.AttemptsWithoutReply);
        Assert.Equal([$"{localPart}@{Domain} {status}"], outcome.Recipients);
        Assert.Equal(status, outcome.Row.Status.ToName());
        Assert.Equal(status == "deferred", outcome.Next is not null);
        Assert.Equal(["merge sending", $"merge {status}", .. outcome.Next is null ? [] : (string[])["put message"]], outcome.Operations.Where(o => o != "PUT payload"));
        Assert.Equal(0, scenario["first"].OpenedConnections + scenario["second"].OpenedConnections);
        Assert.Equal("used", await scenario.BreakerAsync("first"));
        Assert.Equal(100, (await scenario.SnapshotAsync("first")).Quotas.Single().Left);
        Assert.Empty(scenario.Logs.Errors);
        Assert.DoesNotContain(" in phase ", scenario.Logs.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("greylisted", "at_least_once", "deferred", "sent")]
    [InlineData("unknown", "at_least_once", "deferred", "sent")]
    [InlineData("greylisted", "at_most_once", "deferred", "sent")]
    [InlineData("unknown", "at_most_once", "unknown", null)]
    public async Task What_happens_once_is_over_at_the_second_attempt(string localPart, string delivery, string first, string? second)
    {
        await using var scenario = await StartAsync();

        var outcome = await scenario.AcceptAndDispatchAsync([$"{localPart}@{Domain}"], delivery: delivery);
        var next = outcome.Next is null ? null : await scenario.DispatchNextAsync(outcome);

        Assert.Equal([$"{localPart}@{Domain} {first}"], outcome.Recipients);
        Assert.Equal(second, next?.Row.Status.ToName());
    }

    [Theory]
    [InlineData("mailbox-full", "bounced")]
    [InlineData("deferred", "failed")]
    [InlineData("timeout", "failed")]
    public async Task What_does_not_pass_ends_with_the_time_of_trying_and_suppresses_nobody(string localPart, string status)
    {
        await using var scenario = await StartAsync(("Dispatch:MaxAge", "00:10:00"));

        var outcome = await scenario.AcceptAndDispatchAsync([$"{localPart}@{Domain}"]);
        while (outcome.Next is not null)
            outcome = await scenario.DispatchNextAsync(outcome);

        Assert.Equal((status, 3), (outcome.Row.Status.ToName(), outcome.Row.AttemptNumber));
        Assert.DoesNotContain("add suppression", scenario.Operations);
        Assert.Empty(scenario.Logs.Errors);
    }

    [Fact]
    public async Task Suppressed_address_says_that_it_is_simulated_and_one_on_the_real_list_stays_there()
    {
        await using var scenario = await StartAsync();
        await scenario.Suppressions.AddAsync(new("default", $"delivered@{Domain}", EmailDispatch.Suppressions.SuppressionReason.Manual, scenario.Time.Now), Cancellation);

        var outcome = await scenario.AcceptAndDispatchAsync([$"suppressed@{Domain}", $"delivered@{Domain}", "suppressed@example.com"]);

        Assert.Equal([$"suppressed@{Domain} suppressed", $"delivered@{Domain} suppressed", "suppressed@example.com sent"], outcome.Recipients);
        Assert.EndsWith("(manual): simulated, by a test address", outcome.Row.Recipients[0].Reply, StringComparison.Ordinal);
        Assert.EndsWith("(manual)", outcome.Row.Recipients[1].Reply, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_in_one_email_and_real_recipients_each_have_their_own_outcome()
    {
        await using var scenario = await StartAsync();
        scenario["first"].On(SandboxPhase.Rcpt, context => context.Recipient == "b@example.com" ? "550 5.1.1 No such user" : null);

        var outcome = await scenario.AcceptAndDispatchAsync(
            ["a@example.com", $"delivered@{Domain}", $"bounced@{Domain}", $"greylisted@{Domain}", $"spam@{Domain}", $"failover@{Domain}", "b@example.com"]);

        Assert.Equal(
            [
                "1 (test): partial at final_dot, recipient_unknown", "1 (test): failed at final_dot, spam",
                "1 (test): provider_failed at connect, network", "1 (test-backup): sent at final_dot, no fault",
                "1 first: partial at final_dot, recipient_unknown",
            ],
            outcome.AttemptsWithoutReply);
        Assert.Equal(
            [
                "a@example.com sent", $"delivered@{Domain} sent", $"bounced@{Domain} bounced", $"greylisted@{Domain} deferred", $"spam@{Domain} failed",
                $"failover@{Domain} sent", "b@example.com bounced",
            ],
            outcome.Recipients);
        Assert.Equal(["a@example.com"], Assert.Single(scenario["first"].Inbox.After()).AcceptedRecipients);
        Assert.Equal("first", outcome.Row.Provider);
        Assert.Single(outcome.Operations, "add suppression");

        var next = await scenario.DispatchNextAsync(outcome);

        Assert.Equal("2 (test): sent at final_dot, no fault", next.AttemptsWithoutReply.Last());
        Assert.Equal(EmailStatus.Sent, next.Row.Status);
        Assert.Equal(1, scenario["first"].Inbox.Count);
    }

    [Fact]
    public async Task Real_recipients_go_on_though_only_test_addresses_were_settled()
    {
        await using var scenario = await StartAsync();
        using (scenario["first"].On(SandboxPhase.Mail, _ => "421 4.3.2 Closing"))
        using (scenario["second"].On(SandboxPhase.Mail, _ => "421 4.3.2 Closing"))
        {
            var outcome = await scenario.AcceptAndDispatchAsync(["a@example.com", $"delivered@{Domain}"]);

            Assert.Equal(["a@example.com deferred", $"delivered@{Domain} sent"], outcome.Recipients);
            Assert.NotNull(outcome.Next);
        }
    }

    [Fact]
    public async Task Words_of_the_caller_change_no_outcome()
    {
        await using var scenario = await StartAsync();
        var words = "No such user here (simulated) 5.1.1 Your account has been suspended spam Mailbox full";
        var json = Encoding.UTF8.GetBytes($$"""{"from":"\"{{words}}\" <No.such.user.here@example.com>","to":["\"{{words}}\" <bounced@{{Domain}}>"],"subject":"{{words}}","text":"t"}""");

        await scenario.Get<EmailIntake>().SubmitAsync(new Submitter("default", []), json, idempotencyKey: null, Cancellation);
        var outcome = await scenario.DispatchAsync(scenario.Queue[^1]);

        Assert.Equal(["1 (test): bounced at rcpt_to, recipient_unknown"], outcome.AttemptsWithoutReply);
    }

    [Fact]
    public async Task Without_the_setting_they_are_addresses_like_others()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);

        var outcome = await scenario.AcceptAndDispatchAsync([$"spam-or-not@{Domain}", $"suppressed@{Domain}"]);

        Assert.Equal(["1 first: sent at final_dot, no fault"], outcome.AttemptsWithoutReply);
        Assert.Equal(2, scenario["first"].Inbox.After()[0].Recipients.Count);
        Assert.DoesNotContain("was simulated", scenario.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_provider_is_needed()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite, [], ("TestAddresses:Domain", Domain));
        var real = Encoding.UTF8.GetBytes("""{"from":"a@example.com","to":"b@example.com","subject":"s","text":"t"}""");

        var outcome = await scenario.AcceptAndDispatchAsync([$"delivered@{Domain}"]);
        var refused = await scenario.Get<EmailIntake>().SubmitAsync(new Submitter("default", []), real, idempotencyKey: null, Cancellation);

        Assert.Equal(EmailStatus.Sent, outcome.Row.Status);
        Assert.Equal(EmailFault.NoEligibleProvider, refused.Fault);
    }

    [Fact]
    public async Task No_session_ever_has_a_test_address()
    {
        await using var scenario = await StartAsync(("Dispatch:MaxAge", "00:30:00"));
        var random = new Random(20261126);
        var named = new ConcurrentBag<string>();
        foreach (var provider in (string[])["first", "second"])
        {
            scenario[provider].On(SandboxPhase.Rcpt, context =>
            {
                named.Add(context.Recipient!);
                return random.Next(5) == 0 ? "451 4.7.1 Greylisted" : null;
            });
        }

        for (var n = 0; n < Emails; n++)
        {
            var to = Enumerable.Range(0, random.Next(1, 6)).Select(_ => AnyAddress(random)).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
            var outcome = await scenario.AcceptAndDispatchAsync(to, delivery: random.Next(2) == 0 ? "at_most_once" : null);
            while (outcome.Next is not null)
                outcome = await scenario.DispatchNextAsync(outcome);
            Assert.True(outcome.Row.Status.IsTerminal());
        }

        Assert.NotEmpty(named);
        Assert.All(named, address => Assert.EndsWith("@example.com", address, StringComparison.Ordinal));
        Assert.Equal(("used", "used"), (await scenario.BreakerAsync("first"), await scenario.BreakerAsync("second")));
    }

    private static string AnyAddress(Random random)
    {
        string[] names = ["delivered", "bounced", "suppressed", "mailbox-full", "deferred", "greylisted", "spam", "unknown", "failover", "quota", "account-suspended", "timeout", "ann", "\"a b\""];
        var name = names[random.Next(names.Length)];
        var label = name[0] != '"' && random.Next(2) == 0 ? $"+{random.Next(10)}" : "";
        var domain = random.Next(3) == 0 ? "example.com" : Domain;
        var address = $"{name}{label}@{domain}";
        return domain == Domain && random.Next(3) == 0 ? address.ToUpperInvariant() : address;
    }

    private Task<DispatchScenario> StartAsync(params (string Key, string Value)[] settings) =>
        DispatchScenario.StartAsync(azurite, [new("first"), new("second")], [("TestAddresses:Domain", Domain), .. settings]);
}
