using System.Text.Json.Nodes;
using EmailDispatch.EndToEnd.Inbox;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EmailDispatch.EndToEnd.Dashboard;

/// <summary>The test email of a provider, in a real browser.</summary>
[Collection<DashboardCollection>]
public sealed class DashboardTestEmailTests(DashboardFixture site, BrowserFixture browser)
{
    [Fact]
    public async Task From_of_a_test_email_can_be_chosen()
    {
        await using var dashboard = await OpenAsync();
        var second = dashboard.Card("second");

        await second.GetByLabel("From", new() { Exact = true }).FillAsync("Ops <ops@acme.test>");
        await second.GetByLabel("Send a test email to").FillAsync("chosen@example.test");
        await dashboard.Page.Keyboard.PressAsync("Enter");

        await Expect(second.GetByText("It works")).ToBeVisibleAsync();
        await dashboard.GoAsync("/emails");
        await dashboard.Page.GetByRole(AriaRole.Link, new() { Name = "Test message through second" }).First.ClickAsync();
        await Expect(dashboard.Page.Locator("main")).ToContainTextAsync("Ops <ops@acme.test>");
        Assert.Empty(dashboard.Alarms);
    }

    [Fact]
    public async Task From_shows_the_senders_own_and_sends_it_only_when_changed()
    {
        await using var dashboard = await OpenAsync();
        await dashboard.Page.RouteAsync("**/providers", async route =>
        {
            var answer = await route.FetchAsync();
            var list = JsonNode.Parse(await answer.TextAsync())!;
            list["data"]![0]!["test_from"] = "postmaster@acme.test";
            await route.FulfillAsync(new() { Response = answer, Body = list.ToJsonString() });
        });
        await dashboard.GoAsync("/emails");
        await dashboard.GoAsync("/providers");
        var first = dashboard.Card("first");
        var from = first.GetByLabel("From", new() { Exact = true });
        await Expect(from).ToHaveValueAsync("postmaster@acme.test");

        Assert.Equal("{\"from\":null,\"to\":null}", await BodyAsync());
        await from.FillAsync("ops@acme.test");
        Assert.Equal("{\"from\":\"ops@acme.test\",\"to\":null}", await BodyAsync());
        await from.FillAsync("");
        Assert.Equal("{\"from\":null,\"to\":null}", await BodyAsync());
        Assert.Empty(dashboard.Alarms);

        async Task<string?> BodyAsync()
        {
            var request = await dashboard.Page.RunAndWaitForRequestAsync(() => from.PressAsync("Enter"), "**/providers/first/test");
            await Expect(first.GetByRole(AriaRole.Button, new() { Name = "Test the connection of first" })).ToBeEnabledAsync();
            await Expect(first.GetByText("It works")).ToBeVisibleAsync();
            return request.PostData;
        }
    }

    [Fact]
    public async Task Fields_of_the_test_fit_a_phone()
    {
        await using var dashboard = await OpenAsync();
        await dashboard.Page.SetViewportSizeAsync(320, 700);
        await dashboard.SettleAsync();

        var from = await dashboard.Card("first").GetByLabel("From", new() { Exact = true }).BoundingBoxAsync();

        Assert.True(from!.X >= 0 && from.X + from.Width <= 320, $"{from.X}, {from.Width}");
        Assert.Equal(320, await dashboard.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }

    private async Task<DashboardPage> OpenAsync() =>
        await DashboardPage.OpenAsync(await browser.NewContextAsync(options: null), site.Host.BaseUrl, DashboardFixture.OtherKey, "/providers");
}
