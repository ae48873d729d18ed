using EmailDispatch.EndToEnd.Inbox;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EmailDispatch.EndToEnd.Dashboard;

[Collection<DashboardCollection>]
public sealed class TemplatePagesTests(DashboardFixture site, BrowserFixture browser)
{
    [Fact]
    public async Task Template_is_edited_compared_published_previewed_and_tested()
    {
        var template = await site.AddTemplateAsync(DashboardFixture.OtherKey, TestContext.Current.CancellationToken);
        await using var dashboard = await DashboardPage.OpenAsync(await browser.NewContextAsync(new() { ViewportSize = new() { Width = 320, Height = 700 } }), site.Host.BaseUrl, DashboardFixture.OtherKey, $"/templates/{template}");
        var edit = dashboard.Card("Edit");
        await edit.GetByLabel("HTML", new() { Exact = true }).FillAsync("<p>Dear {{{NAME}}}</p>\n<script>alert(1)</script>");
        await dashboard.Button("Save").ClickAsync();
        await dashboard.Button("Compare").ClickAsync();
        await Expect(dashboard.Card("Compare").Locator("ins").First).ToContainTextAsync("Dear {{{NAME}}}");
        await Expect(dashboard.Card("Compare").Locator("del").First).ToContainTextAsync("<p>{{{NAME}}}</p>");
        await dashboard.Button("Publish version 2").ClickAsync();
        await Expect(dashboard.Page.GetByText("Published version")).ToBeVisibleAsync();

        var preview = dashboard.Card("Preview");
        await preview.GetByLabel("Values, as JSON").FillAsync("""{"NAME":"<img src=x onerror=alert(1)>"}""");
        await preview.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await Expect(preview.FrameLocator("iframe").GetByText("Dear <img src=x onerror=alert(1)>")).ToBeVisibleAsync();
        await preview.GetByLabel("Send a test to").FillAsync("someone@example.test");
        await preview.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Expect(preview.GetByText("The test is accepted.")).ToBeVisibleAsync();

        Assert.Equal(320, await dashboard.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Empty(dashboard.Alarms);
    }

    [Fact]
    public async Task Key_that_may_only_read_previews_and_changes_nothing()
    {
        await using var dashboard = await DashboardPage.OpenAsync(await browser.NewContextAsync(), site.Host.BaseUrl, DashboardFixture.ReadKey, $"/templates/{site.Template}");

        await dashboard.Button("Preview").ClickAsync();

        await Expect(dashboard.Card("Preview").Locator("iframe")).ToBeVisibleAsync();
        await Expect(dashboard.Page.Locator("main button:visible").Filter(new() { HasTextRegex = new("Publish|Duplicate|Remove|Save|Send") })).ToHaveCountAsync(0);
        Assert.Empty(dashboard.Alarms);
    }
}
