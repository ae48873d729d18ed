using EmailDispatch.EndToEnd.Inbox;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EmailDispatch.EndToEnd.Dashboard;

/// <summary>What axe (https://github.com/dequelabs/axe-core) finds on every page and state of the dashboard: nothing.</summary>
[Collection<DashboardCollection>]
public sealed class DashboardAxeTests(DashboardFixture site, BrowserFixture browser)
{
    [Fact]
    public async Task Every_page_is_without_violations()
    {
        await using var dashboard = await OpenAsync(site.ApiKey);
        await Expect(dashboard.Button("Sign out")).ToBeVisibleAsync();
        var violations = new List<string>();

        foreach (var route in site.Routes)
        {
            await dashboard.Page.SetViewportSizeAsync(1280, 800);
            await dashboard.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
            await ShowAsync(dashboard, route);
            violations.AddRange(await Axe.FindAsync(dashboard.Page, route));
            await dashboard.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
            violations.AddRange(await Axe.FindAsync(dashboard.Page, $"{route}, dark"));
            await dashboard.Page.SetViewportSizeAsync(320, 640);
            violations.AddRange(await Axe.FindAsync(dashboard.Page, $"{route}, dark, 320 px"));
        }

        Assert.Empty(violations);
    }

    [Fact]
    public async Task Every_page_of_a_key_that_may_only_read_is_without_violations()
    {
        await using var dashboard = await OpenAsync(DashboardFixture.ReadKey);
        await Expect(dashboard.Button("Sign out")).ToBeVisibleAsync();
        var violations = new List<string>();

        foreach (var route in (string[])["/", "/emails", "/providers", "/usage", "/suppressions", "/webhooks", "/poison", $"/emails/{site.Bounced}"])
        {
            await ShowAsync(dashboard, route);
            violations.AddRange(await Axe.FindAsync(dashboard.Page, $"{route}, read only"));
        }

        Assert.Empty(violations);
    }

    [Fact]
    public async Task Every_page_without_entries_is_without_violations()
    {
        await using var dashboard = await OpenAsync(DashboardFixture.EmptyKey);
        await Expect(dashboard.Button("Sign out")).ToBeVisibleAsync();
        var violations = new List<string>();

        foreach (var route in (string[])["/", "/emails", "/emails?subject=nothing", "/usage", "/suppressions", "/domains", "/webhooks", "/api-keys", "/emails/none", "/nowhere"])
        {
            await ShowAsync(dashboard, route);
            violations.AddRange(await Axe.FindAsync(dashboard.Page, $"{route}, empty"));
        }

        Assert.Empty(violations);
    }

    [Fact]
    public async Task Forms_menu_results_and_dialogs_are_without_violations()
    {
        await using var dashboard = await OpenAsync(key: null);
        await Expect(dashboard.Key).ToBeVisibleAsync();
        var violations = await Axe.FindAsync(dashboard.Page, "sign in");
        await dashboard.EnterAsync("ed_test_nobody_knows_this_key");
        await Expect(dashboard.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        violations.AddRange(await Axe.FindAsync(dashboard.Page, "wrong key"));
        await dashboard.EnterAsync(site.ApiKey);
        await Expect(dashboard.Heading).ToHaveTextAsync("Overview");
        await dashboard.Page.GetByText("More", new() { Exact = true }).ClickAsync();
        violations.AddRange(await Axe.FindAsync(dashboard.Page, "menu"));
        await ShowAsync(dashboard, "/providers");
        await dashboard.Button("Add a provider").ClickAsync();
        await Expect(dashboard.Page.GetByLabel("Host")).ToBeVisibleAsync();
        violations.AddRange(await Axe.FindAsync(dashboard.Page, "new provider"));
        await dashboard.Button("Test the connection of locked").ClickAsync();
        await Expect(dashboard.Card("locked").GetByText("It failed")).ToBeVisibleAsync();
        violations.AddRange(await Axe.FindAsync(dashboard.Page, "failed test"));
        await ShowAsync(dashboard, $"/webhooks/{site.Webhook}");
        await dashboard.Button("Remove").First.ClickAsync();
        await Expect(dashboard.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        violations.AddRange(await Axe.FindAsync(dashboard.Page, "dialog"));

        Assert.Empty(violations);
    }

    private static async Task ShowAsync(DashboardPage dashboard, string route)
    {
        await dashboard.GoAsync(route);
        await Expect(dashboard.Page.Locator("[aria-busy], .loading")).ToHaveCountAsync(0);
        await Expect(dashboard.Heading).ToBeVisibleAsync();
    }

    // Reduced motion, so colours in transition are not measured.
    private async Task<DashboardPage> OpenAsync(string? key) => await DashboardPage.OpenAsync(
        await browser.NewContextAsync(new() { ViewportSize = new() { Width = 1280, Height = 800 }, ReducedMotion = ReducedMotion.Reduce }), site.Host.BaseUrl, key);
}
