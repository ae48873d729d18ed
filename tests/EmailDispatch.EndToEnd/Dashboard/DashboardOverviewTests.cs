using System.Text.Json.Nodes;
using EmailDispatch.EndToEnd.Inbox;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EmailDispatch.EndToEnd.Dashboard;

/// <summary>The overview's answer to what is wrong now. Only what cannot be provoked is put into the API's answer.</summary>
[Collection<DashboardCollection>]
public sealed class DashboardOverviewTests(DashboardFixture site, BrowserFixture browser)
{
    [Fact]
    public async Task Nothing_is_wrong_only_if_everything_was_read()
    {
        await using var dashboard = await OpenWithAsync(problems: [], unread: []);
        await using var partly = await OpenWithAsync(problems: [], unread: [("queues", "storage did not answer")]);

        await Expect(dashboard.Card("Now").GetByText("Nothing is wrong")).ToBeVisibleAsync();
        await Expect(partly.Card("Now").GetByText("No problem found")).ToBeVisibleAsync();
        await Expect(partly.Card("Now")).ToContainTextAsync("Not shown: queues (storage did not answer).");
        await Expect(partly.Page.GetByText("Nothing is wrong")).ToHaveCountAsync(0);
        Assert.Empty(dashboard.Alarms);
        Assert.Empty(partly.Alarms);
    }

    [Fact]
    public async Task Key_that_may_only_read_is_told_what_it_does_not_see()
    {
        await using var dashboard = await OpenAsync(DashboardFixture.ReadKey);

        await Expect(dashboard.Card("Now")).ToContainTextAsync("state of the providers (needs an API key with the scope admin)");
        await Expect(dashboard.Card("Now")).ToContainTextAsync("queues (needs the operator's key)");
        await Expect(dashboard.Page.GetByText("Nothing is wrong")).ToHaveCountAsync(0);
        Assert.Empty(dashboard.Alarms);
    }

    [Fact]
    public async Task Problem_comes_first_with_reply_next_step_and_links()
    {
        await using var dashboard = await OpenWithAsync([Problem("bad", "first is paused: the login is rejected"), Problem("warn", "second failed its last test")], unread: []);

        var problems = dashboard.Card("Now").GetByRole(AriaRole.Listitem);
        await Expect(problems).ToHaveCountAsync(2);
        await Expect(problems.First).ToContainTextAsync("first is paused: the login is rejected");
        await Expect(problems.First.Locator("q")).ToHaveTextAsync(DashboardFixture.Refusal);
        await Expect(problems.First).ToContainTextAsync("Cause and next step: The cause. The fix.");
        await Expect(problems.First).ToContainTextAsync("Runbook: docs/operations.md#provider-down");
        Assert.True(await dashboard.Page.EvaluateAsync<bool>("document.querySelector('.problems').getBoundingClientRect().top < document.querySelector('.tiles').getBoundingClientRect().top"));
        await problems.First.GetByRole(AriaRole.Link, new() { Name = "Providers for: first is paused" }).ClickAsync();
        await Expect(dashboard.Heading).ToHaveTextAsync("Providers");
        Assert.Empty(dashboard.Alarms);
    }

    [Fact]
    public async Task Success_of_a_day_is_not_green_while_emails_fail_now()
    {
        await using var well = await OpenWithAsync(problems: [], unread: [], (20, 0));
        await using var deferring = await OpenWithAsync([Problem("bad", "Most of the newest emails are deferred")], unread: [], (2, 18));
        await using var mixed = await OpenWithAsync(problems: [], unread: [], (6, 3));
        await using var troubled = await OpenWithAsync([Problem("bad", "No provider can take email")], unread: [], (20, 0));
        await using var unread = await OpenAsync(site.ApiKey, page => page.RouteAsync("**/overview", route => route.FulfillAsync(new() { Status = 503, ContentType = "application/json", Body = """{"name":"service_unavailable","message":"No storage."}""" })));

        await Expect(well.Tile("Sent")).ToHaveClassAsync("tile good");
        await Expect(well.Tile("Success rate")).ToHaveClassAsync("tile good");
        foreach (var (dashboard, tone) in ((DashboardPage, string)[])[(deferring, "bad"), (troubled, "warn"), (mixed, "warn")])
        {
            await Expect(dashboard.Tile("Success rate")).ToHaveClassAsync($"tile {tone}");
            await Expect(dashboard.Tile("Sent")).ToContainTextAsync("80 % success");
            await Expect(dashboard.Tile("Sent")).ToHaveClassAsync("tile");
        }

        await Expect(deferring.Tile("Success rate")).ToContainTextAsync("2 of 20 sent");
        await Expect(unread.Card("Now").GetByRole(AriaRole.Alert)).ToContainTextAsync("No storage.");
        await Expect(unread.Tile("Sent")).ToHaveClassAsync("tile");
        await Expect(unread.Tile("Success rate")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task New_problem_is_shown_and_announced_within_twenty_seconds_and_the_focus_stays()
    {
        await using var dashboard = await OpenAsync(key: null);
        await dashboard.Page.Clock.InstallAsync();
        await dashboard.Page.ReloadAsync();
        var problems = new JsonArray(Problem("warn", "second failed its last test"));
        await AnswerAsync(dashboard.Page, overview => overview["problems"] = problems.DeepClone());
        await dashboard.EnterAsync(site.ApiKey);
        await Expect(dashboard.Card("Now").GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
        var tile = dashboard.Tile("Deferred").GetByRole(AriaRole.Link);
        await tile.FocusAsync();

        problems.Insert(0, Problem("bad", "No provider can take email"));
        await dashboard.Page.Clock.RunForAsync(21_000);

        await Expect(dashboard.Card("Now").GetByRole(AriaRole.Listitem).First).ToContainTextAsync("No provider can take email");
        await Expect(dashboard.Page.Locator("#news")).ToContainTextAsync("No provider can take email");
        await Expect(tile).ToBeFocusedAsync();
        Assert.Empty(dashboard.Alarms);
    }

    [Fact]
    public async Task Every_tile_that_a_page_explains_leads_there()
    {
        await using var dashboard = await OpenAsync(site.ApiKey);
        await Expect(dashboard.Tile("New emails")).ToBeVisibleAsync();
        await Expect(dashboard.Tile("Accepted")).ToContainTextAsync("5");

        foreach (var (tile, route) in ((string, string)[])[("Success rate", "#/emails"), ("Deferred", "#/emails?status=deferred"), ("Bounced or failed", "#/emails?status=bounced"), ("Not sent", "#/emails?status=bounced"), ("Time to send", "#/providers"), ("In the queues", "#/emails?status=deferred")])
            await Expect(dashboard.Tile(tile).GetByRole(AriaRole.Link)).ToHaveAttributeAsync("href", route);
        Assert.Empty(dashboard.Alarms);
    }

    [Theory]
    [InlineData(320)]
    [InlineData(1280)]
    public async Task Long_words_in_a_problem_are_no_wider_than_the_screen(int width)
    {
        var problem = Problem("bad", $"{new string('p', 64)} is paused: the login is rejected");
        problem["reply"] = new string('W', 500);
        problem["hint"] = new string('W', 500);
        problem["detail"] = new string('W', 300);
        await using var dashboard = await OpenWithAsync([problem], unread: [(new string('u', 60), new string('r', 60))], options: new() { ViewportSize = new() { Width = width, Height = 700 } });

        await Expect(dashboard.Card("Now").GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);

        Assert.Equal(width, await dashboard.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Empty(dashboard.Alarms);
    }

    private static JsonObject Problem(string severity, string title) => new()
    {
        ["kind"] = "provider_paused",
        ["severity"] = severity,
        ["title"] = title,
        ["detail"] = "Emails use other providers, or wait.",
        ["since"] = "2026-03-10T09:21:04+00:00",
        ["until"] = "2026-03-10T09:36:04+00:00",
        ["provider"] = "first",
        ["reply"] = DashboardFixture.Refusal,
        ["hint"] = "The cause. The fix.",
        ["docs"] = "docs/operations.md#provider-down",
        ["link"] = "#/providers",
    };

    /// <summary>Changes the answer of the API.</summary>
    private static Task AnswerAsync(IPage page, Action<JsonNode> change) => page.RouteAsync("**/overview", async route =>
    {
        var response = await route.FetchAsync();
        var overview = JsonNode.Parse(await response.TextAsync())!;
        change(overview);
        await route.FulfillAsync(new() { Response = response, Body = overview.ToJsonString() });
    });

    private Task<DashboardPage> OpenWithAsync(JsonObject[] problems, (string Part, string Reason)[] unread, (int Sent, int Deferred)? recent = null, BrowserNewContextOptions? options = null) =>
        OpenAsync(
            site.ApiKey,
            page => AnswerAsync(page, overview =>
            {
                overview["problems"] = new JsonArray([.. problems.Select(problem => problem.DeepClone())]);
                overview["not_read"] = new JsonArray([.. unread.Select(part => new JsonObject { ["part"] = part.Part, ["reason"] = part.Reason })]);
                if (recent is not var (sent, deferred))
                    return;
                var figures = overview["recent"]!;
                (figures["emails"], figures["sent"], figures["deferred"], figures["success_share"]) = (sent + deferred, sent, deferred, (double)sent / (sent + deferred));
                (figures["bounced"], figures["failed"], figures["unknown"]) = (0, 0, 0);
            }),
            options);

    private async Task<DashboardPage> OpenAsync(string? key, Func<IPage, Task>? prepare = null, BrowserNewContextOptions? options = null)
    {
        var dashboard = await DashboardPage.OpenAsync(await browser.NewContextAsync(options), site.Host.BaseUrl, key: null);
        if (prepare is not null)
            await prepare(dashboard.Page);
        if (key is not null)
            await dashboard.EnterAsync(key);
        return dashboard;
    }
}
