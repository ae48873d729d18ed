using System.Text.Json;
using Azure.Storage.Queues;
using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.EndToEnd.Inbox;
using EmailDispatch.Events;
using EmailDispatch.Sandbox;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EmailDispatch.EndToEnd.Dashboard;

/// <summary>The pages for the operator: poison, API keys, expirations, the runbook, and the menu that leads to them.</summary>
[Collection<DashboardCollection>]
public sealed class OperatorPagesTests(DashboardFixture site, BrowserFixture browser)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>At a host of its own whose timers are off: each time they look at a poison queue, its messages are hidden for a moment.</summary>
    [Fact]
    public async Task Poison_message_is_read_requeued_or_stays_with_the_reason_and_deleted()
    {
        await using var storage = await Azurite.StartAsync(cancellationToken: Cancellation);
        await using var provider = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        await using var host = await EmailHost.StartAsync(
            new EmailHostSettings(storage.ConnectionString, [new HostedProvider("first", provider.Host, provider.Port)], More: new Dictionary<string, string>
            {
                ["LocalHost__Timers__WatchDispatcher"] = "0 0 0 1 1 *",
                ["LocalHost__Timers__AggregateUsage"] = "0 0 0 1 1 *",
            }),
            Cancellation);
        var queue = new QueueClient(storage.ConnectionString, EventQueue.PoisonQueueName);
        var readable = (await queue.SendMessageAsync($$"""{"v":1,"provider":"first","received_at":"2026-03-10T12:00:00Z","tenant":{{JsonSerializer.Serialize(DashboardFixture.Markup)}},"returns":7,"events":[]}""", Cancellation)).Value.MessageId;
        var broken = (await queue.SendMessageAsync($"{{ {DashboardFixture.Markup}", Cancellation)).Value.MessageId;
        await using var dashboard = await DashboardPage.OpenAsync(
            await browser.NewContextAsync(new() { ViewportSize = new() { Width = 320, Height = 700 } }), host.BaseUrl, host.ApiKey);
        await dashboard.Tile("Poison").GetByRole(AriaRole.Link).ClickAsync();
        var table = dashboard.Page.GetByRole(AriaRole.Table, new() { Name = "Poison messages" });
        await Expect(table.GetByRole(AriaRole.Rowheader)).ToHaveCountAsync(2);
        Assert.Equal(320, await dashboard.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));

        await dashboard.Button($"Requeue {readable}").ClickAsync();
        await Expect(table.GetByRole(AriaRole.Rowheader)).ToHaveCountAsync(1);
        await dashboard.Button($"Requeue {broken}").ClickAsync();
        await Expect(dashboard.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("It is not a message about events.");
        await table.GetByRole(AriaRole.Link, new() { Name = broken }).ClickAsync();
        await Expect(dashboard.Card("Content")).ToContainTextAsync(DashboardFixture.Markup);
        Assert.Equal(320, await dashboard.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        await dashboard.Button($"Delete {broken}").ClickAsync();
        await dashboard.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();

        await Expect(dashboard.Page.GetByText("There are no poison messages")).ToBeVisibleAsync();
        Assert.Null((await queue.PeekMessageAsync(Cancellation)).Value);
        Assert.Empty(dashboard.Alarms);
    }

    [Theory]
    [InlineData("/poison", "scope admin")]
    [InlineData("/api-keys", "scope admin")]
    [InlineData("/webhooks", "scope admin")]
    [InlineData("/domains", "scope admin")]
    [InlineData("/expiries", "scope admin")]
    public async Task Key_that_may_only_read_sees_why_and_no_button(string route, string reason)
    {
        await using var dashboard = await OpenAsync(DashboardFixture.ReadKey, route);

        await Expect(dashboard.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync(reason);
        await Expect(dashboard.Page.Locator("main button:visible, main input:visible")).ToHaveCountAsync(0);
        Assert.Empty(dashboard.Alarms);
    }

    [Fact]
    public async Task Poison_of_all_tenants_is_not_for_the_key_of_one()
    {
        await using var dashboard = await OpenAsync(DashboardFixture.OtherKey, "/poison");

        await Expect(dashboard.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("only the operator's key");
        Assert.Empty(dashboard.Alarms);
    }

    [Fact]
    public async Task Api_key_is_created_shown_once_changed_and_removed()
    {
        const string name = "<b onclick=\"alert(1)\">shop</b>";
        await using var dashboard = await OpenAsync(DashboardFixture.EmptyKey, "/api-keys");
        await dashboard.Page.GetByLabel("Name").FillAsync(name);
        await dashboard.Page.GetByLabel("From domains").FillAsync("acme.test, no domain");
        await dashboard.Button("Create").ClickAsync();
        await Expect(dashboard.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("from_domains[1]");
        await dashboard.Page.GetByLabel("From domains").FillAsync("acme.test, *.acme.test");
        await dashboard.Page.GetByLabel("Requests per second").FillAsync("5");
        await dashboard.Page.GetByLabel("read", new() { Exact = true }).CheckAsync();
        await dashboard.Button("Create").ClickAsync();

        var token = await dashboard.Page.Locator(".once code").TextContentAsync();
        await Expect(dashboard.Row("API keys", name).GetByRole(AriaRole.Cell)).ToContainTextAsync(["send, read", "from acme.test, *.acme.test5 requests per second", "never used"]);
        using var http = new HttpClient { BaseAddress = site.Host.BaseUrl, DefaultRequestHeaders = { Authorization = new("Bearer", token) } };
        using var accepted = await http.GetAsync(new Uri("emails", UriKind.Relative), Cancellation);
        Assert.True(accepted.IsSuccessStatusCode);
        await dashboard.Page.GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync();
        await dashboard.Page.GetByLabel("New name").FillAsync("store");
        await dashboard.Page.GetByLabel("read", new() { Exact = true }).UncheckAsync();
        await dashboard.Button("Save").ClickAsync();
        await Expect(dashboard.Page.Locator(".facts")).ToContainTextAsync("store");
        await Expect(dashboard.Page.GetByText(token!)).ToHaveCountAsync(0);
        await dashboard.Button("Remove").ClickAsync();
        await dashboard.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();

        await Expect(dashboard.Page.GetByText("There are no API keys")).ToBeVisibleAsync();
        Assert.Empty(dashboard.Alarms);
    }

    [Fact]
    public async Task Webhook_is_created_with_its_secret_and_removed()
    {
        await using var dashboard = await OpenAsync(DashboardFixture.EmptyKey, "/webhooks");
        await dashboard.Page.GetByLabel("URL").FillAsync("http://127.0.0.1:9/added");
        await dashboard.Button("Create").ClickAsync();
        await Expect(dashboard.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("events");

        await dashboard.Page.GetByLabel("email.bounced").CheckAsync();
        await dashboard.Button("Create").ClickAsync();

        await Expect(dashboard.Page.Locator(".once code")).ToContainTextAsync("whsec_");
        await dashboard.Page.GetByRole(AriaRole.Link, new() { Name = "http://127.0.0.1:9/added" }).ClickAsync();
        await Expect(dashboard.Card("Endpoint")).ToContainTextAsync("email.bounced");
        await dashboard.Button("Remove").ClickAsync();
        await dashboard.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Expect(dashboard.Page.GetByText("There are no webhooks")).ToBeVisibleAsync();
        Assert.Empty(dashboard.Alarms);
    }

    [Fact]
    public async Task Failure_leads_to_its_section_of_the_runbook_with_commands()
    {
        await using var dashboard = await OpenAsync(site.ApiKey, $"/emails/{site.FailedOver}");

        await dashboard.Steps.Nth(1).GetByRole(AriaRole.Link, new() { Name = "What to do about sender not allowed" }).ClickAsync();

        await Expect(dashboard.Page.Locator(".runbook h2")).ToHaveTextAsync("sender_not_allowed");
        await Expect(dashboard.Page.Locator(".runbook pre").First).ToContainTextAsync("curl -sS");
        await dashboard.Page.GetByRole(AriaRole.Link, new() { Name = "Sender not verified" }).ClickAsync();
        await Expect(dashboard.Page.Locator(".runbook h2")).ToHaveTextAsync("Sender not verified");
        await dashboard.Page.GetByRole(AriaRole.Link, new() { Name = "All sections" }).ClickAsync();
        await dashboard.Page.GetByRole(AriaRole.Link, new() { Name = "Poison messages" }).ClickAsync();
        await Expect(dashboard.Page.Locator(".runbook dt").First).ToContainTextAsync("2303");
        await dashboard.GoAsync("/runbook/nothing");
        await Expect(dashboard.Page.GetByText("The runbook has no such section")).ToBeVisibleAsync();
        Assert.Empty(dashboard.Alarms);
    }

    [Fact]
    public async Task Connection_test_leads_to_the_runbook()
    {
        await using var dashboard = await OpenAsync(site.ApiKey, "/providers");

        await dashboard.Button("Test the connection of locked").ClickAsync();

        await dashboard.Card("locked").GetByRole(AriaRole.Link, new() { Name = "What to do about authentication" }).Last.ClickAsync();
        await Expect(dashboard.Page.Locator(".runbook h2")).ToHaveTextAsync("authentication");
        Assert.Empty(dashboard.Alarms);
    }

    [Theory]
    [InlineData(320)]
    [InlineData(1280)]
    public async Task Menu_opens_and_closes_with_the_keyboard_and_shows_where_one_is(int width)
    {
        await using var dashboard = await OpenAsync(site.ApiKey, options: new() { ViewportSize = new() { Width = width, Height = 700 } });
        var more = dashboard.Page.Locator("#more summary");
        var keys = dashboard.Page.GetByRole(AriaRole.Navigation, new() { Name = "Pages" }).GetByRole(AriaRole.Link, new() { Name = "API keys" });
        await Expect(dashboard.Button("Sign out")).ToBeVisibleAsync();
        await Expect(keys).ToBeHiddenAsync();

        await more.FocusAsync();
        await dashboard.Page.Keyboard.PressAsync("Enter");
        await Expect(keys).ToBeVisibleAsync();
        Assert.Equal(width, await dashboard.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        await dashboard.Page.Keyboard.PressAsync("Escape");
        await Expect(keys).ToBeHiddenAsync();
        await Expect(more).ToBeFocusedAsync();
        await dashboard.Page.Keyboard.PressAsync("Enter");
        await keys.FocusAsync();
        await dashboard.Page.Keyboard.PressAsync("Enter");

        await Expect(dashboard.Heading).ToHaveTextAsync("API keys");
        await Expect(dashboard.Heading).ToBeFocusedAsync();
        await Expect(keys).ToBeHiddenAsync();
        await Expect(dashboard.Page.Locator("#more [aria-current]")).ToHaveTextAsync("API keys");
        Assert.Empty(dashboard.Alarms);
    }

    private async Task<DashboardPage> OpenAsync(string? key, string route = "/", BrowserNewContextOptions? options = null) =>
        await DashboardPage.OpenAsync(await browser.NewContextAsync(options), site.Host.BaseUrl, key, route);
}
