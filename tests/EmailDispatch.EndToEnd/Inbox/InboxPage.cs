using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace EmailDispatch.EndToEnd.Inbox;

/// <summary>The inbox page as readers find their way around it: by roles and names.</summary>
internal sealed class InboxPage : IAsyncDisposable
{
    private readonly IBrowserContext context;
    private readonly ConcurrentQueue<string> alarms = [];
    private readonly ConcurrentDictionary<IRequest, string> requests = [];

    public InboxPage(IBrowserContext context, IPage page)
    {
        this.context = context;
        Page = page;
        page.Dialog += (_, dialog) =>
        {
            alarms.Enqueue($"dialog: {dialog.Message}");
            _ = dialog.DismissAsync();
        };
        page.PageError += (_, fault) => alarms.Enqueue($"error: {fault}");
        context.Request += (_, request) => requests.TryAdd(request, request.Url);

        // The browser may report a request that the content security policy blocked before it was sent.
        context.RequestFailed += (_, request) =>
        {
            if (request.Failure == "csp")
                requests.TryRemove(request, out string? _);
        };
    }

    public IPage Page { get; }

    /// <summary>Dialogs and script errors; a harmless page has none.</summary>
    public IReadOnlyCollection<string> Alarms => alarms;

    /// <summary>All requests of the page and its frames that the policy allowed.</summary>
    public IReadOnlyCollection<string> Requests => [.. requests.Values];

    public ILocator Items => Page.GetByRole(AriaRole.Navigation, new() { Name = "Emails" }).GetByRole(AriaRole.Link);

    public ILocator Message => Page.GetByRole(AriaRole.Region, new() { Name = "Email" });

    public ILocator Notice => Page.Locator("#notice");

    public IFrameLocator Frame => Page.FrameLocator("iframe");

    public async Task OpenAsync(string subject)
    {
        await Items.Filter(new() { HasText = subject }).First.ClickAsync();
        await Message.GetByRole(AriaRole.Heading, new() { Name = subject }).WaitForAsync();
    }

    public Task ShowTabAsync(string name) => Page.GetByRole(AriaRole.Tab, new() { Name = name }).ClickAsync();

    public async Task<byte[]> DownloadAsync(ILocator link)
    {
        var download = await Page.RunAndWaitForDownloadAsync(() => link.ClickAsync());
        return await File.ReadAllBytesAsync(await download.PathAsync());
    }

    public ValueTask DisposeAsync() => context.DisposeAsync();
}
