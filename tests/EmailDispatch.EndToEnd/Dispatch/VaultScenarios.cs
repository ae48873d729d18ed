using EmailDispatch.Sandbox;
using EmailDispatch.Secrets;
using EmailDispatch.Status;
using Microsoft.Extensions.DependencyInjection;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>The provider's password is in a Key Vault, which is read over HTTPS.</summary>
[Collection<ScenarioStorage>]
public sealed class VaultScenarios(Azurite azurite)
{
    private const int Emails = 240;
    private const int Senders = 8;
    private const string Secret = "smtp-first";

    [Fact]
    public async Task Secret_rotated_under_load_loses_nothing()
    {
        await using var vault = await VaultServer.StartAsync();
        vault.Secrets[Secret] = "password-0";
        var accounts = new[] { new SmtpCredential("user", "password-0") };
        await using var scenario = await StartAsync(vault, accounts, messagesPerConnection: 5);
        var queued = new List<QueuedMessage>();
        for (var n = 0; n < Emails; n++)
            queued.Add(await scenario.AcceptAsync());

        // Rotated three times, after each quarter of the emails: the vault's secret and the server's password change together.
        var begun = 0;
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref begun) is var n && n <= Emails)
            {
                if (n % (Emails / 4) == 0)
                    accounts[0] = accounts[0] with { Password = vault.Secrets[Secret] = $"password-{n}" };
                await scenario.RunAsync(queued[n - 1]);
            }
        })));
        var rows = await Task.WhenAll(queued.Select(scenario.ReadAsync));

        Assert.All(rows, row => Assert.Equal(EmailStatus.Sent, row.Status));
        Assert.All(rows, row => Assert.Equal(AttemptOutcome.Sent, Assert.Single(row.Attempts).Outcome));
        Assert.Equal(Emails, scenario["first"].Inbox.After().Count);
        Assert.Equal("used", await scenario.BreakerAsync("first"));
        Assert.Empty(scenario.Logs.Errors);
        Assert.Contains(scenario["first"].Sessions, session => session.Exchanges.Any(e => e.Reply.Code == 535));
        Assert.InRange(vault.SecretReads, 4, 4 * Senders);
    }

    [Fact]
    public async Task Vault_that_is_down_for_ten_minutes_is_not_missed_once_the_secret_is_known()
    {
        await using var vault = await VaultServer.StartAsync();
        vault.Secrets[Secret] = "password";
        await using var scenario = await StartAsync(vault, [new SmtpCredential("user", "password")], messagesPerConnection: 1);
        var before = await scenario.AcceptAndDispatchAsync();

        vault.IsDown = true;
        var during = new List<DispatchOutcome>();
        for (var minute = 1; minute <= 11; minute++)
        {
            scenario.Time.Now += TimeSpan.FromMinutes(1);
            during.Add(await scenario.AcceptAndDispatchAsync());
        }

        vault.IsDown = false;
        var after = await scenario.AcceptAndDispatchAsync();

        Assert.All(during.Prepend(before).Append(after), outcome => Assert.Equal(["1 first: sent at final_dot, no fault"], outcome.AttemptsWithoutReply));
        Assert.Equal(13, scenario["first"].OpenedConnections);
        Assert.Empty(scenario.Logs.Errors);
    }

    private Task<DispatchScenario> StartAsync(VaultServer vault, SmtpCredential[] accounts, int messagesPerConnection) => DispatchScenario.StartAsync(
        azurite,
        [
            new("first")
            {
                Options = new() { Credentials = accounts },
                Settings = new Dictionary<string, string>
                {
                    ["Username"] = "user", ["Secret"] = Secret, ["MaxMessagesPerConnection"] = $"{messagesPerConnection}",
                },
            },
        ],
        services => services.AddSingleton(vault.NewClient()).AddSingleton<ISecretSource, KeyVaultSecretSource>(),
        ("KeyVault:Uri", vault.Address.ToString()));
}
