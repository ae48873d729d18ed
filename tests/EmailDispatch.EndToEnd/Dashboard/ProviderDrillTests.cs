using System.Net.Http.Json;
using System.Text.Json;
using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.EndToEnd.Inbox;
using EmailDispatch.Sandbox;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EmailDispatch.EndToEnd.Dashboard;

/// <summary>
/// The drill: five of six providers are broken, each in its own way. The overview alone names each with its cause and next step. Then they are
/// repaired, and a passed test is enough for email to use them.
/// </summary>
public sealed class ProviderDrillTests(Azurite azurite, BrowserFixture browser) : IClassFixture<Azurite>, IClassFixture<BrowserFixture>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Overview_names_each_broken_provider_with_cause_and_next_step_and_each_repaired_one_sends_at_once()
    {
        await using var mistyped = await SandboxServer.StartAsync(new() { Behaviour = SandboxBehaviour.AuthRefused }, Cancellation);
        await using var dead = await SandboxServer.StartAsync(new() { Behaviour = SandboxBehaviour.Closed }, Cancellation);
        await using var silent = await SandboxServer.StartAsync(new() { Behaviour = SandboxBehaviour.Silent }, Cancellation);
        await using var suspended = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        await using var spent = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        await using var healthy = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        var suspension = suspended.On("MAIL", "550 5.7.1 Your account has been suspended. Please contact us to reactivate it");
        var exhaustion = spent.On("MAIL", "550 5.4.5 Daily user sending quota exceeded");
        await using var host = await StartAsync(("mistyped", mistyped), ("dead", dead), ("silent", silent), ("suspended", suspended), ("spent", spent), ("healthy", healthy));
        using var client = new EmailClient(host);
        foreach (var id in await Task.WhenAll(Enumerable.Range(0, 5).Select(n => client.SendAsync(Email($"before-{n}"), Cancellation))))
            await client.WaitForAsync(id, "sent", Cancellation);

        await using var dashboard = await DashboardPage.OpenAsync(await browser.NewContextAsync(), host.BaseUrl, host.ApiKey);
        await Expect(Problems(dashboard)).ToHaveCountAsync(5);
        await SeesAsync(dashboard, "mistyped is paused: the login is rejected", "535", "The provider refused the credentials.", "Check user name and secret");
        await SeesAsync(dashboard, "dead is paused: the connection is refused or lost", "Nothing listens on this port", "Check the port");
        await SeesAsync(dashboard, "silent is paused: it does not answer in time", "did not answer in time", "Use port 587");
        await SeesAsync(dashboard, "suspended is paused: the account is suspended", "550", "has blocked the account", "ask its support to lift the block");
        await SeesAsync(dashboard, "spent is paused: the quota is used up", "Daily user sending quota exceeded", "quota for the hour or the day is used up", "add a provider, or upgrade the plan");
        await Expect(dashboard.Tile("Success rate")).ToContainTextAsync("5 of 5 sent");
        await Expect(dashboard.Tile("Success rate")).ToHaveClassAsync("tile warn");
        await Expect(dashboard.Tile("Sent")).Not.ToHaveClassAsync("tile good");

        // Each is preferred to those repaired before, so the next email goes there.
        await RepairAsync(host, "spent", spent, exhaustion.Dispose);
        await RepairAsync(host, "suspended", suspended, suspension.Dispose);
        await RepairAsync(host, "silent", silent, () => silent.Behaviour = SandboxBehaviour.Accept);
        await RepairAsync(host, "dead", dead, () => dead.Behaviour = SandboxBehaviour.Accept);
        await RepairAsync(host, "mistyped", mistyped, () => mistyped.Behaviour = SandboxBehaviour.Accept);

        await dashboard.GoAsync("/emails");
        await Expect(dashboard.Heading).ToHaveTextAsync("Emails");
        await dashboard.GoAsync("/");
        await Expect(dashboard.Card("Now").GetByText("Nothing is wrong")).ToBeVisibleAsync();
        await Expect(dashboard.Tile("Success rate")).ToHaveClassAsync("tile good");
        Assert.Empty(dashboard.Alarms);
    }

    private static ILocator Problems(DashboardPage dashboard) => dashboard.Card("Now").GetByRole(AriaRole.Listitem);

    private static async Task SeesAsync(DashboardPage dashboard, string title, params string[] texts)
    {
        var problem = Problems(dashboard).Filter(new() { HasText = title });
        await Expect(problem).ToHaveCountAsync(1);
        foreach (var text in (string[])["Cause and next step:", .. texts])
            await Expect(problem).ToContainTextAsync(text);
    }

    /// <summary>Repairs a provider and tests it. The next email must reach it before the deadline.</summary>
    private static async Task RepairAsync(EmailHost host, string name, SandboxServer server, Action repair)
    {
        repair();
        using var http = host.CreateClient();
        using var response = await http.PostAsJsonAsync(new Uri($"providers/{name}/test", UriKind.Relative), new { from = "hi@acme.test", to = "operator@acme.test" }, Cancellation);
        var test = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.True(test.TryGetProperty("status", out var status) && status.GetString() == "ok" && test.GetProperty("resumed").GetBoolean(), $"{name}: {test}\n{host.Output}");

        using var client = new EmailClient(host);
        await client.SendAsync(Email(name), Cancellation);

        await server.Inbox.WaitForAsync(email => email.Recipients.Any(recipient => recipient.Address == $"{name}@customer.example"), Deadline, Cancellation);
    }

    private static string Email(string to) => JsonSerializer.Serialize(new { from = "hi@acme.test", to = $"{to}@customer.example", subject = "Drill", text = "Hello" });

    private Task<EmailHost> StartAsync(params (string Name, SandboxServer Server)[] providers) => EmailHost.StartAsync(
        new EmailHostSettings(
            azurite.ConnectionString,
            [.. providers.Select((provider, n) => new HostedProvider(provider.Name, provider.Server.Host, provider.Server.Port, Priority: n + 1))],
            More: new Dictionary<string, string>
            {
                ["Providers__0__Username"] = "user@acme.test",
                ["Providers__0__Secret"] = "password",
                ["Secrets__password"] = "not-a-password",
                ["Providers__2__ConnectTimeout"] = "00:00:01",
                ["Providers__2__CommandTimeout"] = "00:00:02",
            }),
        Cancellation);
}
