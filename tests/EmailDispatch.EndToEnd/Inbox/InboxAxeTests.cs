using Microsoft.Playwright;

namespace EmailDispatch.EndToEnd.Inbox;

/// <summary>What axe (https://github.com/dequelabs/axe-core) finds in the inbox: nothing. The HTML of an email is its sender's.</summary>
public sealed class InboxAxeTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    [InlineData(320, ColorScheme.Light)]
    public async Task Every_state_is_without_violations(int width, ColorScheme scheme)
    {
        await using var site = await InboxSite.StartAsync();
        await using var inbox = await browser.OpenAsync(site, new() { ViewportSize = new() { Width = width, Height = 800 }, ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        await Assertions.Expect(inbox.Page.GetByText("No email yet")).ToBeVisibleAsync();
        var violations = await Axe.FindAsync(inbox.Page, "empty", inFrames: false);
        await site.PostAsync(Letters.Rich("Order", "<p>Hi <a href=\"http://example.test\">there</a></p>", "a.pdf", [1, 2, 3]), "to@x.test", "bounce@x.test");

        await inbox.OpenAsync("Order");
        foreach (var tab in await inbox.Page.GetByRole(AriaRole.Tab).AllTextContentsAsync())
        {
            await inbox.ShowTabAsync(tab);
            violations.AddRange(await Axe.FindAsync(inbox.Page, tab, inFrames: false));
        }

        Assert.Empty(violations);
    }

    [Theory]
    [InlineData("<img src='data:,'>")]
    [InlineData("<iframe title='framed' srcdoc='<img src=data:,>'></iframe>")]
    public async Task Violation_is_found(string html)
    {
        await using var context = await browser.NewContextAsync();
        var page = await context.NewPageAsync();
        await page.SetContentAsync(html);

        var violations = await Axe.FindAsync(page, "planted");

        Assert.Contains(violations, violation => violation.StartsWith("planted: image-alt, <img", StringComparison.Ordinal));
    }
}
