using EmailDispatch.EndToEnd.Inbox;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EmailDispatch.EndToEnd.Dashboard;

/// <summary>The dashboard for who has no mouse.</summary>
[Collection<DashboardCollection>]
public sealed class DashboardReadersTests(DashboardFixture site, BrowserFixture browser)
{
    [Fact]
    public async Task Button_that_was_pressed_keeps_the_focus_while_it_works_and_after()
    {
        await using var dashboard = await OpenAsync(site.ApiKey, "/providers");
        var test = dashboard.Card("locked").GetByRole(AriaRole.Button, new() { Name = "Test the connection of locked" });

        await test.FocusAsync();
        await dashboard.Page.Keyboard.PressAsync("Enter");

        await Expect(dashboard.Card("locked").GetByText("It failed")).ToBeVisibleAsync();
        await Expect(test).ToBeFocusedAsync();
        Assert.Empty(dashboard.Alarms);
    }

    [Fact]
    public async Task Focus_goes_to_the_heading_when_what_had_it_is_removed()
    {
        await using var dashboard = await OpenAsync(DashboardFixture.EmptyKey, "/suppressions");
        await dashboard.Page.GetByLabel("Address to add").FillAsync("leave@example.test");
        await dashboard.Page.Keyboard.PressAsync("Enter");
        await dashboard.Button("Remove leave@example.test").FocusAsync();

        await dashboard.Page.Keyboard.PressAsync("Enter");
        await dashboard.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Remove" }).FocusAsync();
        await dashboard.Page.Keyboard.PressAsync("Enter");

        await Expect(dashboard.Page.GetByText("The list is empty")).ToBeVisibleAsync();
        await Expect(dashboard.Heading).ToBeFocusedAsync();
        Assert.Empty(dashboard.Alarms);
    }

    [Fact]
    public async Task Who_reads_the_figures_is_not_thrown_out_when_they_are_counted_anew()
    {
        await using var dashboard = await OpenAsync(key: null);
        await dashboard.Page.Clock.InstallAsync();
        await dashboard.Page.ReloadAsync();
        await dashboard.EnterAsync(site.ApiKey);
        await Expect(dashboard.Tile("Accepted")).ToContainTextAsync("5");
        var summary = dashboard.Page.GetByText("Figures as a table");
        await summary.FocusAsync();
        await dashboard.Page.Keyboard.PressAsync("Enter");
        await Expect(dashboard.Page.Locator(".scroll")).ToBeVisibleAsync();
        var sent = 4;
        await dashboard.Page.RouteAsync("**/usage?*", async route =>
        {
            var response = await route.FetchAsync();
            await route.FulfillAsync(new() { Response = response, Body = (await response.TextAsync()).Replace("\"sent\":4", $"\"sent\":{sent}", StringComparison.Ordinal) });
        });

        sent = 6;
        await dashboard.Page.Clock.RunForAsync(61_000);
        await Expect(dashboard.Tile("Sent")).ToContainTextAsync("6");
        await Expect(summary).ToBeFocusedAsync();

        await dashboard.Page.Keyboard.PressAsync("Tab");
        await Expect(dashboard.Page.Locator(".scroll")).ToBeFocusedAsync();
        sent = 7;
        await dashboard.Page.Clock.RunForAsync(61_000);
        await Expect(dashboard.Tile("Sent")).ToContainTextAsync("7");
        await Expect(dashboard.Page.Locator(".scroll")).ToBeFocusedAsync();
        Assert.Empty(dashboard.Alarms);
    }

    private async Task<DashboardPage> OpenAsync(string? key, string route = "/", BrowserNewContextOptions? options = null) =>
        await DashboardPage.OpenAsync(await browser.NewContextAsync(options), site.Host.BaseUrl, key, route);
}
