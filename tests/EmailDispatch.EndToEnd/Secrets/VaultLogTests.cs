using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using Azure.Core.Diagnostics;
using EmailDispatch.EndToEnd.Dispatch;
using EmailDispatch.Providers.Credentials;
using EmailDispatch.Sandbox;
using EmailDispatch.Secrets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.EndToEnd.Secrets;

/// <summary>
/// Secrets from a Key Vault and a token endpoint over HTTPS, used for each login mechanism, never appear in the logs of the library or of the
/// Azure clients, even at their most verbose level.
/// </summary>
[Collection<ScenarioStorage>]
public sealed class VaultLogTests(Azurite azurite)
{
    private const string Username = "user";
    private const string Plain = "plain-password-that-nobody-may-read";
    private const string Login = "login-password-that-nobody-may-read";
    private const string CramMd5 = "cram-password-that-nobody-may-read";
    private const string ClientSecret = "client-secret-that-nobody-may-read";
    private const string Token = "access-token-that-nobody-may-read";
    private const string Rotated = "rotated-password-that-nobody-may-read";

    private static readonly string[] All = [Plain, Login, CramMd5, ClientSecret, Token, Rotated, VaultServer.AccessToken];

    [Fact]
    public async Task Nothing_of_what_the_vault_answers_is_logged()
    {
        var events = new ConcurrentQueue<string>();
        using var listener = new AzureEventSourceListener((_, text) => events.Enqueue(text), EventLevel.LogAlways);
        await using var vault = await VaultServer.StartAsync();
        Fill(vault);
        var plainAccounts = new[] { new SmtpCredential(Username, Plain) };
        ScriptedProvider[] providers =
        [
            NewProvider("plain", AuthMechanisms.Plain, plainAccounts),
            NewProvider("login", AuthMechanisms.Login, [new(Username, Login)]),
            NewProvider("cram", AuthMechanisms.CramMd5, [new(Username, CramMd5)]),
            NewProvider("oauth", AuthMechanisms.XOAuth2, [new(Username, Token)]),
        ];
        await using var scenario = await DispatchScenario.StartAsync(
            azurite, providers, services => Replace(services, vault), ("KeyVault:Uri", vault.Address.ToString()));

        foreach (var provider in providers)
            Assert.Equal([$"1 {provider.Name}: sent at final_dot, no fault"], (await SendAsync(scenario, provider.Name)).AttemptsWithoutReply);
        await RotateAndBreakAsync(scenario, vault, plainAccounts);

        var log = scenario.Logs.Text;
        var azure = string.Join('\n', events);
        Assert.All(["PLAIN", "LOGIN", "CRAM-MD5", "XOAUTH2"], mechanism => Assert.Contains($"C: AUTH {mechanism}", log, StringComparison.Ordinal));
        Assert.Contains("535", log, StringComparison.Ordinal);
        Assert.Contains("/secrets/plain", azure, StringComparison.Ordinal);
        SecretForms.AssertNone(log, Username, All);
        SecretForms.AssertNone(azure, Username, All);
    }

    /// <summary>A rejected login, its retry with another secret, a vault and a token endpoint that are down, repeated rejections.</summary>
    private static async Task RotateAndBreakAsync(DispatchScenario scenario, VaultServer vault, SmtpCredential[] accounts)
    {
        accounts[0] = accounts[0] with { Password = vault.Secrets["plain"] = Rotated };
        Assert.Equal(["1 plain: sent at final_dot, no fault"], (await SendAsync(scenario, "plain")).AttemptsWithoutReply);

        vault.IsDown = true;
        scenario.Time.Now += TimeSpan.FromHours(2);
        accounts[0] = accounts[0] with { Password = "another" };
        foreach (var provider in (string[])["plain", "login", "oauth"])
            await SendAsync(scenario, provider);
    }

    private static Task<DispatchOutcome> SendAsync(DispatchScenario scenario, string provider) =>
        scenario.AcceptAndDispatchAsync(from: $"a@{provider}.example");

    private static void Fill(VaultServer vault)
    {
        vault.Secrets["plain"] = Plain;
        vault.Secrets["login"] = $$"""{"username":"{{Username}}","password":"{{Login}}"}""";
        vault.Secrets["cram"] = CramMd5;
        vault.Secrets["oauth"] = $$"""{"client_id":"client","client_secret":"{{ClientSecret}}","token_url":"{{vault.Address}}token"}""";
        vault.OnToken = _ => (200, new { access_token = Token, expires_in = 3600, token_type = "Bearer" });
    }

    private static void Replace(IServiceCollection services, VaultServer vault) => services
        .AddSingleton(vault.NewClient())
        .AddSingleton<ISecretSource, KeyVaultSecretSource>()
        .AddSingleton(s => new AccessTokens(vault.Http, s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<AccessTokens>>()));

    private static ScriptedProvider NewProvider(string name, AuthMechanisms mechanisms, SmtpCredential[] accounts) => new(name)
    {
        Options = new() { Security = SmtpSecurity.StartTls, Mechanisms = mechanisms, Credentials = accounts },
        Settings = new Dictionary<string, string>
        {
            ["Username"] = Username,
            ["Secret"] = name,
            ["FromDomains"] = $"{name}.example",
            ["TlsVerify"] = "false",
            ["ProtocolLog"] = "true",
            ["MaxMessagesPerConnection"] = "1",
        },
    };
}
