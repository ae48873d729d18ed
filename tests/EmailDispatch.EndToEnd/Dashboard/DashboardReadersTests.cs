using System.Text.Json.Nodes;
using EmailDispatch.EndToEnd.Inbox;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EmailDispatch.EndToEnd.Dashboard;

/// <summary>The dashboard without a mouse, with low vision, and in a time zone with a half-hour offset.</summary>
[Collection<DashboardCollection>]
public sealed class DashboardReadersTests(DashboardFixture site, BrowserFixture browser)
{
    /// <summary>Finds text and placeholders with a contrast below 4.5 : 1 (WCAG 2.2, 1.4.3).</summary>
    private const string Contrast =
        """
        (() => {
          const parse = text => { const [r, g, b, a = 1] = text.match(/[\d.]+/g).map(Number); return [r, g, b, a]; };
          const over = ([r, g, b, a], ground) => [r, g, b].map((c, n) => c * a + ground[n] * (1 - a));
          const light = colour => { const [r, g, b] = colour.map(c => c / 255).map(c => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b; };
          const ground = element => {
            const own = parse(getComputedStyle(element).backgroundColor);
            return own[3] === 1 || !element.parentElement ? own : over(own, ground(element.parentElement));
          };
          const ratio = (a, b) => { const [high, low] = [light(a), light(b)].sort((x, y) => y - x); return (high + .05) / (low + .05); };
          const faint = [];
          const look = (element, pseudo, text) => {
            const style = getComputedStyle(element, pseudo);
            const [r, g, b, a] = parse(style.color);
            const behind = ground(element);
            const found = ratio(over([r, g, b, a * Number(style.opacity)], behind), behind);
            if (found < 4.5) faint.push(`${text} ${found.toFixed(2)}`);
          };
          for (const element of document.querySelectorAll('body *')) {
            if (!element.checkVisibility() || element.disabled) continue;
            const text = [...element.childNodes].filter(n => n.nodeType === 3).map(n => n.data.trim()).join('');
            if (text) look(element, null, text);
            if (element.placeholder) look(element, '::placeholder', element.placeholder);
          }
          return faint;
        })()
        """;

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
    public async Task Open_figures_stay_open_after_a_refresh()
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

    [Fact]
    public async Task Key_that_may_only_read_is_offered_nothing_that_changes_anything()
    {
        await using var dashboard = await OpenAsync(DashboardFixture.ReadKey);
        await Expect(dashboard.Button("Sign out")).ToBeVisibleAsync();
        var offered = new HashSet<string>();

        foreach (var route in site.Routes)
        {
            await dashboard.GoAsync(route);
            await Expect(dashboard.Page.Locator("[aria-busy], .loading")).ToHaveCountAsync(0);
            await Expect(dashboard.Heading).ToBeVisibleAsync();
            offered.UnionWith(await dashboard.Page.Locator("main").GetByRole(AriaRole.Button).AllTextContentsAsync());
        }

        string[] harmless = ["Copy the command", "Download CSV", "Export CSV", "Find", "Load more", "Pause updates", "Preview", "Refresh", "Search", "Show"];
        Assert.Contains("Search", offered);
        Assert.Empty(offered.Select(name => name.Trim()).Except(harmless));
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Every_text_has_enough_contrast(ColorScheme scheme)
    {
        // Reduced motion, so colours in transition are not measured.
        await using var dashboard = await OpenAsync(site.ApiKey, options: new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        await Expect(dashboard.Button("Sign out")).ToBeVisibleAsync();
        var faint = new List<string>();

        foreach (var route in site.Routes)
        {
            await dashboard.GoAsync(route);
            await Expect(dashboard.Page.Locator("[aria-busy], .loading")).ToHaveCountAsync(0);
            await Expect(dashboard.Heading).ToBeVisibleAsync();
            faint.AddRange(await dashboard.Page.EvaluateAsync<string[]>(Contrast));
            faint.AddRange(await FaintUnderThePointerAsync(dashboard.Page));
        }

        Assert.Empty(faint.Distinct());
    }

    /// <summary>Finds low contrast while the pointer is on a control; of controls styled alike, only the first is tried.</summary>
    private static async Task<List<string>> FaintUnderThePointerAsync(IPage page)
    {
        var (faint, tried) = (new List<string>(), new HashSet<string>());
        foreach (var control in await page.Locator("a:not(.skip):visible, button:visible:enabled").AllAsync())
        {
            if (!tried.Add(await control.EvaluateAsync<string>("e => e.tagName + e.className + e.parentElement.className")))
                continue;

            await control.HoverAsync();
            faint.AddRange((await page.EvaluateAsync<string[]>(Contrast)).Select(text => $"{text} under the pointer"));
        }

        return faint;
    }

    [Fact]
    public async Task Chart_of_a_week_has_what_the_tiles_have_where_clocks_differ_by_half_an_hour()
    {
        await using var dashboard = await OpenAsync(site.ApiKey, "/suppressions", new() { TimezoneId = "Asia/Kolkata" });
        await Expect(dashboard.Page.GetByRole(AriaRole.Table)).ToBeVisibleAsync();
        await dashboard.Page.RouteAsync("**/usage?*", async route =>
        {
            // Moves all figures to the first hour requested.
            var response = await route.FetchAsync();
            var usage = JsonNode.Parse(await response.TextAsync())!;
            foreach (var line in usage["data"]!.AsArray())
                line!["period"] = usage["from"]!.GetValue<string>();
            await route.FulfillAsync(new() { Response = response, Body = usage.ToJsonString() });
        });

        await dashboard.GoAsync("/?range=7d");

        await Expect(dashboard.Tile("Accepted")).ToContainTextAsync("5");
        await Expect(dashboard.Page.GetByRole(AriaRole.Img, new() { Name = "Emails of the last 7 days, by six hours. Sent: 4, Deferred: 0, Bounced: 1" })).ToBeVisibleAsync();
        Assert.Empty(dashboard.Alarms);
    }

    [Theory]
    [InlineData(320)]
    [InlineData(320, PageFonts.Wide)]
    [InlineData(320, PageFonts.Narrow)]
    [InlineData(768)]
    [InlineData(768, PageFonts.Wide)]
    [InlineData(1280)]
    public async Task Millions_of_emails_fit_their_tiles(int width, string? fonts = null)
    {
        await using var dashboard = await OpenAsync(site.ApiKey, "/suppressions", new() { ViewportSize = new() { Width = width, Height = 700 } }, fonts);
        await Expect(dashboard.Page.GetByRole(AriaRole.Table)).ToBeVisibleAsync();
        await dashboard.Page.RouteAsync("**/usage?*", async route =>
        {
            var response = await route.FetchAsync();
            var usage = JsonNode.Parse(await response.TextAsync())!;
            foreach (var name in (string[])["accepted", "sent", "failed", "deferred", "attempts"])
                usage["totals"]![name] = 87_654_321;
            await route.FulfillAsync(new() { Response = response, Body = usage.ToJsonString() });
        });

        await dashboard.GoAsync("/");

        await Expect(dashboard.Tile("Accepted")).ToContainTextAsync("87,654,321");
        Assert.Empty(await dashboard.Page.EvaluateAsync<string[]>(
            "[...document.querySelectorAll('.tile *')].filter(e => e.scrollWidth > e.clientWidth).map(e => e.textContent)"));
    }

    [Fact]
    public async Task Story_of_one_long_word_after_the_other_is_no_wider_than_the_screen()
    {
        await using var dashboard = await OpenAsync(site.ApiKey, "/suppressions", new() { ViewportSize = new() { Width = 320, Height = 700 } });
        await Expect(dashboard.Page.GetByRole(AriaRole.Table)).ToBeVisibleAsync();
        await dashboard.Page.RouteAsync($"**/emails/{site.FailedOver}", async route =>
        {
            var response = await route.FetchAsync();
            var email = JsonNode.Parse(await response.TextAsync())!;
            email["subject"] = new string('W', 500);
            email["from"] = $"{new string('a', 64)}@{new string('b', 63)}.{new string('c', 63)}.test";
            email["attempts"]![0]!["reply"] = new string('W', 500);
            email["attempts"]![0]!["hint"] = new string('W', 500);
            email["skipped"] = new JsonArray(new JsonObject { ["provider"] = new string('p', 64), ["reason"] = "from_domain", ["explanation"] = new string('W', 200), ["until"] = null });
            email["attempts"]![1]!["provider"] = new string('p', 64);
            email["provider"] = new string('p', 64);
            await route.FulfillAsync(new() { Response = response, Body = email.ToJsonString() });
        });

        await dashboard.GoAsync($"/emails/{site.FailedOver}");

        await Expect(dashboard.Steps).ToHaveCountAsync(5);
        Assert.Equal(320, await dashboard.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Empty(dashboard.Alarms);
    }

    [Theory]
    [InlineData("D")]
    [InlineData("N")]
    public async Task Email_is_found_by_its_id_as_it_is_copied(string form)
    {
        await using var dashboard = await OpenAsync(site.ApiKey, "/emails");

        await dashboard.Page.GetByLabel("Recipient or id").FillAsync(Guid.Parse(site.Sent).ToString(form).ToUpperInvariant());
        await dashboard.Page.GetByLabel("Recipient or id").PressAsync("Enter");

        await Expect(dashboard.Heading).ToHaveTextAsync("Your receipt");
        Assert.Empty(dashboard.Alarms);
    }

    private async Task<DashboardPage> OpenAsync(string? key, string route = "/", BrowserNewContextOptions? options = null, string? fonts = null) =>
        await DashboardPage.OpenAsync(await browser.NewContextAsync(options), site.Host.BaseUrl, key, route, fonts);
}
