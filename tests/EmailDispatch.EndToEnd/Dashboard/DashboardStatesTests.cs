using System.Text.Json;
using EmailDispatch.EndToEnd.Inbox;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EmailDispatch.EndToEnd.Dashboard;

/// <summary>The dashboard without data, with errors, on a phone, in dark mode, and without a mouse.</summary>
[Collection<DashboardCollection>]
public sealed class DashboardStatesTests(DashboardFixture site, BrowserFixture browser)
{
    [Fact]
    public async Task Tenant_without_emails_sees_an_empty_page()
    {
        await using var dashboard = await OpenAsync(DashboardFixture.EmptyKey);

        await Expect(dashboard.Page.GetByText("No emails in this time")).ToBeVisibleAsync();
        await Expect(dashboard.Card("Latest emails")).ToContainTextAsync("No emails yet");
        await dashboard.GoAsync("/suppressions");
        await Expect(dashboard.Page.GetByText("The list is empty")).ToBeVisibleAsync();
        await dashboard.GoAsync("/emails/0190a8c4-7b5e-7000-8000-000000000000");
        await Expect(dashboard.Page.GetByText("There is no email with this id")).ToBeVisibleAsync();
        Assert.Empty(dashboard.Alarms);
    }

    [Theory]
    [InlineData(503, "service_unavailable", "The service is not available")]
    [InlineData(500, "application_error", "Something went wrong at the host")]
    [InlineData(429, "rate_limit_exceeded", "Too many requests")]
    [InlineData(403, "restricted_api_key", "This key may not do that")]
    public async Task Failure_is_shown_with_a_retry(int status, string name, string title)
    {
        await using var dashboard = await OpenAsync(site.ApiKey, "/suppressions");
        await Expect(dashboard.Page.GetByRole(AriaRole.Table)).ToBeVisibleAsync();
        await dashboard.Page.RouteAsync("**/emails?*", route => route.FulfillAsync(new()
        {
            Status = status,
            ContentType = "application/json",
            Headers = new Dictionary<string, string> { ["Retry-After"] = "60" },
            Body = JsonSerializer.Serialize(new { statusCode = status, name, message = "What the host says.", request_id = "r-17" }),
        }));

        await dashboard.GoAsync("/emails");

        var alert = dashboard.Page.GetByRole(AriaRole.Alert);
        await Expect(alert).ToContainTextAsync(title);
        await Expect(alert).ToContainTextAsync("What the host says.");
        await Expect(alert).ToContainTextAsync("r-17");
        await dashboard.Page.UnrouteAllAsync();
        if (status != 403)
            await dashboard.Button("Try again").ClickAsync();
        else
            await dashboard.Page.ReloadAsync();
        await Expect(dashboard.Emails).ToHaveCountAsync(5);
        Assert.Empty(dashboard.Alarms);
    }

    [Fact]
    public async Task Low_rate_of_a_key_is_waited_for()
    {
        await using var dashboard = await OpenAsync(site.ApiKey, "/suppressions");
        await Expect(dashboard.Page.GetByRole(AriaRole.Table)).ToBeVisibleAsync();
        var refusals = 2;
        await dashboard.Page.RouteAsync("**/emails?*", route => refusals-- > 0
            ? route.FulfillAsync(new() { Status = 429, Headers = new Dictionary<string, string> { ["Retry-After"] = "1" } })
            : route.ContinueAsync());

        await dashboard.GoAsync("/emails");

        await Expect(dashboard.Emails).ToHaveCountAsync(5);
        Assert.Empty(dashboard.Alarms);
    }

    [Fact]
    public async Task Late_and_stale_emails_are_pointed_out_and_a_health_check_that_fails_hides_nothing_else()
    {
        await using var dashboard = await OpenAsync(site.ApiKey, "/suppressions");
        await Expect(dashboard.Page.GetByRole(AriaRole.Table)).ToBeVisibleAsync();
        await dashboard.Page.RouteAsync("**/health", route => route.FulfillAsync(new()
        {
            ContentType = "application/json",
            Body = """{"status":"ok","queues":{"email-dispatch":1200,"email-dispatch-poison":2},"oldest_seconds":90,"poison":2,"unfinished":1203,"stale":3,"breakers":{}}""",
        }));

        await dashboard.GoAsync("/");

        await Expect(dashboard.Tile("In the queues")).ToContainTextAsync("1,200");
        await Expect(dashboard.Tile("Oldest is due for")).ToContainTextAsync("1.5 min");
        await Expect(dashboard.Tile("Oldest is due for")).ToHaveClassAsync("tile warn");
        await Expect(dashboard.Tile("Stale")).ToContainTextAsync("3");
        await Expect(dashboard.Tile("Stale")).ToHaveClassAsync("tile bad");
        await Expect(dashboard.Tile("Poison")).ToHaveClassAsync("tile bad");
        await dashboard.Page.UnrouteAllAsync();
        await dashboard.Page.RouteAsync("**/health", route => route.FulfillAsync(new() { Status = 503, ContentType = "application/json", Body = """{"status":"unavailable"}""" }));
        await dashboard.Page.ReloadAsync();
        await Expect(dashboard.Tile("Accepted")).ToContainTextAsync("5");
        await Expect(dashboard.Tile("Stale")).ToHaveCountAsync(0);
        Assert.Empty(dashboard.Alarms);
    }

    [Theory]
    [InlineData(401, "missing_api_key")]
    [InlineData(403, "invalid_api_key")]
    public async Task Revoked_key_leads_back_to_where_one_is_entered(int status, string name)
    {
        await using var dashboard = await OpenAsync(site.ApiKey, "/suppressions");
        await Expect(dashboard.Page.GetByRole(AriaRole.Table)).ToBeVisibleAsync();
        await dashboard.Page.RouteAsync("**/emails?*", route => route.FulfillAsync(new()
        {
            Status = status,
            ContentType = "application/json",
            Body = JsonSerializer.Serialize(new { statusCode = status, name, message = "No." }),
        }));

        await dashboard.GoAsync("/emails");

        await Expect(dashboard.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The API key is no longer accepted.");
        await Expect(dashboard.Key).ToBeFocusedAsync();
        Assert.Equal(0, await dashboard.Page.EvaluateAsync<int>("sessionStorage.length"));
    }

    [Fact]
    public async Task Lost_network_and_its_return_are_shown()
    {
        await using var dashboard = await OpenAsync(site.ApiKey);
        await Expect(dashboard.Tile("Accepted")).ToContainTextAsync("5");

        await dashboard.Page.Context.SetOfflineAsync(true);
        await Expect(dashboard.Page.GetByText("No network.")).ToBeVisibleAsync();
        await dashboard.Page.GetByRole(AriaRole.Link, new() { Name = "All emails" }).ClickAsync();
        await Expect(dashboard.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("No connection");
        await dashboard.Page.Context.SetOfflineAsync(false);

        await Expect(dashboard.Emails).ToHaveCountAsync(5);
        await Expect(dashboard.Page.GetByText("No network.")).ToBeHiddenAsync();
        Assert.Empty(dashboard.Alarms);
    }

    [Fact]
    public async Task Keyboard_alone_leads_from_the_key_to_a_story_and_back()
    {
        await using var dashboard = await OpenAsync(key: null);
        var keyboard = dashboard.Page.Keyboard;
        await Expect(dashboard.Key).ToBeFocusedAsync();

        await keyboard.TypeAsync(site.ApiKey);
        await keyboard.PressAsync("Enter");
        await Expect(dashboard.Heading).ToBeFocusedAsync();
        await TabToAsync(dashboard, "All emails");
        await keyboard.PressAsync("Enter");
        await Expect(dashboard.Heading).ToHaveTextAsync("Emails");
        await Expect(dashboard.Heading).ToBeFocusedAsync();
        await Expect(dashboard.Emails).ToHaveCountAsync(5);
        await TabToAsync(dashboard, "Your receipt");
        await keyboard.PressAsync("Enter");
        await Expect(dashboard.Heading).ToHaveTextAsync("Your receipt");
        await Expect(dashboard.Heading).ToBeFocusedAsync();
        await dashboard.Page.GoBackAsync();
        await Expect(dashboard.Heading).ToHaveTextAsync("Emails");

        Assert.Empty(dashboard.Alarms);
    }

    [Fact]
    public async Task Page_has_landmarks_and_a_way_past_the_menu()
    {
        await using var dashboard = await OpenAsync(site.ApiKey);
        await Expect(dashboard.Tile("Accepted")).ToContainTextAsync("5");

        await Expect(dashboard.Page.GetByRole(AriaRole.Banner)).ToHaveCountAsync(1);
        await Expect(dashboard.Page.GetByRole(AriaRole.Main)).ToHaveCountAsync(1);
        await Expect(dashboard.Page.GetByRole(AriaRole.Navigation, new() { Name = "Pages" }).GetByRole(AriaRole.Link, new() { Name = "Overview" }))
            .ToHaveAttributeAsync("aria-current", "page");
        await dashboard.Page.Locator("#skip").FocusAsync();
        await dashboard.Page.Keyboard.PressAsync("Enter");
        await Expect(dashboard.Heading).ToBeFocusedAsync();

        // Every control has a name.
        var nameless = await dashboard.Page.EvaluateAsync<int>(
            "[...document.querySelectorAll('a, button, input, select')].filter(e => e.checkVisibility() && !(e.textContent.trim() || e.labels?.length || e.getAttribute('aria-label'))).length");
        Assert.Equal(0, nameless);
    }

    [Theory]
    [InlineData(320, ColorScheme.Light)]
    [InlineData(320, ColorScheme.Light, PageFonts.Wide)]
    [InlineData(320, ColorScheme.Light, PageFonts.Narrow)]
    [InlineData(390, ColorScheme.Dark)]
    [InlineData(768, ColorScheme.Light)]
    [InlineData(768, ColorScheme.Light, PageFonts.Wide)]
    public async Task Nothing_is_wider_than_the_screen(int width, ColorScheme scheme, string? fonts = null)
    {
        await using var dashboard = await OpenAsync(site.ApiKey, options: new() { ViewportSize = new() { Width = width, Height = 700 }, ColorScheme = scheme }, fonts: fonts);

        foreach (var route in site.Routes)
        {
            await dashboard.GoAsync(route);
            await Expect(dashboard.Page.Locator("[aria-busy], .loading")).ToHaveCountAsync(0);
            await Expect(dashboard.Heading).ToBeVisibleAsync();
            Assert.Equal(width, await dashboard.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        }

        Assert.Empty(dashboard.Alarms);
    }

    private static async Task TabToAsync(DashboardPage dashboard, string text)
    {
        for (var press = 0; press < 40; press++)
        {
            await dashboard.Page.Keyboard.PressAsync("Tab");
            if (await dashboard.FocusedAsync() == text)
                return;
        }

        Assert.Fail($"{text} is not reached with the tabulator; the last was {await dashboard.FocusedAsync()}.");
    }

    private async Task<DashboardPage> OpenAsync(string? key, string route = "/", BrowserNewContextOptions? options = null, string? fonts = null) =>
        await DashboardPage.OpenAsync(await browser.NewContextAsync(options), site.Host.BaseUrl, key, route, fonts);
}
