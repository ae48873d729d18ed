using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace EmailDispatch.EndToEnd.Dashboard;

/// <summary>The dashboard as readers find their way around it: by roles and names.</summary>
internal sealed class DashboardPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly Uri _address;
    private readonly ConcurrentQueue<string> _alarms = [];

    private DashboardPage(IBrowserContext context, IPage page, Uri host)
    {
        _context = context;
        _address = new Uri(host, "dashboard");
        Page = page;
        page.Dialog += (_, dialog) =>
        {
            _alarms.Enqueue($"dialog: {dialog.Message}");
            _ = dialog.DismissAsync();
        };
        page.PageError += (_, fault) => _alarms.Enqueue($"error: {fault}");
        // Violations of the policy are errors too. The browser itself logs unsuccessful answers, which are ignored.
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
                _alarms.Enqueue($"console: {message.Text}");
        };
        context.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(host.ToString(), StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal))
                _alarms.Enqueue($"request: {request.Url}");
        };
    }

    public IPage Page { get; }

    /// <summary>Dialogs, errors, policy violations and requests to other hosts; a harmless page has none.</summary>
    public IReadOnlyCollection<string> Alarms => _alarms;

    public ILocator Heading => Page.GetByRole(AriaRole.Heading, new() { Level = 1 });

    public ILocator Key => Page.GetByLabel("API key");

    public ILocator Emails => Page.GetByRole(AriaRole.Table, new() { Name = "Emails, newest first" }).GetByRole(AriaRole.Rowheader);

    /// <summary>The timeline of an email's story.</summary>
    public ILocator Steps => Card("What happened").GetByRole(AriaRole.Listitem);

    /// <param name="context">A profile of its own.</param>
    /// <param name="host">The host of the dashboard.</param>
    /// <param name="key">The key to enter; null to stop at the sign-in page.</param>
    /// <param name="route">The page to show: the part of the address after #.</param>
    /// <param name="fonts">From <see cref="PageFonts"/>; null for the page's own.</param>
    public static async Task<DashboardPage> OpenAsync(IBrowserContext context, Uri host, string? key, string route = "/", string? fonts = null)
    {
        var dashboard = new DashboardPage(context, await context.NewPageAsync(), host);
        if (fonts is not null)
        {
            await PageFonts.SkipWhereMissingAsync(dashboard.Page);
            await PageFonts.UseAsync(context, fonts);
        }

        await dashboard.Page.GotoAsync($"{dashboard._address}#{route}");
        if (key is not null)
            await dashboard.EnterAsync(key);
        return dashboard;
    }

    public async Task EnterAsync(string key)
    {
        await Key.FillAsync(key);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Open the dashboard" }).ClickAsync();
    }

    public Task GoAsync(string route) => Page.GotoAsync($"{_address}#{route}");

    public ILocator Card(string title) => Page.GetByRole(AriaRole.Region, new() { Name = title, Exact = true });

    public ILocator Tile(string name) => Page.Locator("dl.tile").Filter(new() { Has = Page.GetByText(name, new() { Exact = true }) });

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name });

    public ILocator Row(string table, string name) =>
        Page.GetByRole(AriaRole.Table, new() { Name = table }).GetByRole(AriaRole.Row).Filter(new() { Has = Page.GetByRole(AriaRole.Rowheader, new() { Name = name }) });

    /// <summary>The text of the focused element.</summary>
    public Task<string> FocusedAsync() => Page.EvaluateAsync<string>("document.activeElement.textContent.trim()");

    /// <summary>Waits for a turn of the event loop and a frame, in which injected code would have run.</summary>
    public Task SettleAsync() => Page.EvaluateAsync("new Promise(done => requestAnimationFrame(() => setTimeout(done)))");

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
