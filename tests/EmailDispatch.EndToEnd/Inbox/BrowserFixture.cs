using Microsoft.Playwright;

namespace EmailDispatch.EndToEnd.Inbox;

/// <summary>One browser for all tests of a class; each test gets a new profile.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private IPlaywright? playwright;
    private IBrowser? browser;

    public async ValueTask InitializeAsync()
    {
        if (InstalledBrowser.Find() is not { } path)
            return;
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = path,
            Headless = true,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                // Starts no process for a page that may be opened later, which costs as much as one that is used.
                "--renderer-process-limit=1",
            ],
        });
    }

    /// <summary>Opens the inbox. Skips the test if there is no browser.</summary>
    internal async Task<InboxPage> OpenAsync(InboxSite site, BrowserNewContextOptions? options = null)
    {
        var context = await NewContextAsync(options);
        var page = new InboxPage(context, await context.NewPageAsync());
        await page.Page.GotoAsync($"{site.Address}/inbox");
        return page;
    }

    /// <summary>Creates a new profile. Skips the test if there is no browser.</summary>
    internal async Task<IBrowserContext> NewContextAsync(BrowserNewContextOptions? options = null)
    {
        if (browser is null)
            Assert.Skip("No Chromium, Chrome or Edge was found; install one, or set BROWSER_PATH.");
        var context = await browser!.NewContextAsync(options ?? new() { ViewportSize = new() { Width = 1280, Height = 800 } });
        context.SetDefaultTimeout(15_000);
        return context;
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
            await browser.DisposeAsync();
        playwright?.Dispose();
    }
}
