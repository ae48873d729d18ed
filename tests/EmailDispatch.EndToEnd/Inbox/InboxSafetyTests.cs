using Microsoft.Playwright;

namespace EmailDispatch.EndToEnd.Inbox;

/// <summary>What an email must not do to its reader.</summary>
public sealed class InboxSafetyTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private const string Attack =
        "<p>Text remains</p><script>parent.document.title = 'owned'; alert(1)</script><img src=x onerror=\"alert(2)\"><svg onload=\"alert(3)\"></svg>"
        + "<a href=\"javascript:alert(4)\">click</a><iframe srcdoc=\"<script>alert(5)</script>\"></iframe>"
        + "<form action=\"https://evil.test/\"><input name=q autofocus onfocus=\"alert(6)\"><button>go</button></form>"
        + "<meta http-equiv=\"refresh\" content=\"0;url=https://evil.test/\"><base href=\"https://evil.test/\">"
        + "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(7)&gt;\">";

    [Fact]
    public async Task Script_in_html_does_not_run_and_the_rest_is_shown()
    {
        await using var site = await InboxSite.StartAsync();
        await site.PostAsync(Letters.Html("Attack", Attack));
        await using var inbox = await browser.OpenAsync(site);

        await inbox.OpenAsync("Attack");
        await Assertions.Expect(inbox.Frame.GetByText("Text remains")).ToBeVisibleAsync();
        var markup = await site.Http.GetStringAsync("/inbox/messages/1/html?images=true");

        foreach (var trace in (string[])["<script", "onerror=\"", "onfocus", "onload", "javascript:", "<form", "<iframe", "<base", "evil.test"])
            Assert.DoesNotContain(trace, markup, StringComparison.OrdinalIgnoreCase);
        await AssertUnharmedAsync(inbox);
    }

    [Fact]
    public async Task Script_does_not_run_even_where_the_html_is_not_rewritten()
    {
        await using var site = await InboxSite.StartAsync();
        await site.PostAsync(Letters.Html("Attack", Attack));
        await using var inbox = await browser.OpenAsync(site);
        await ServeUnchangedAsync(inbox);

        await inbox.OpenAsync("Attack");
        await Assertions.Expect(inbox.Frame.GetByText("Text remains")).ToBeVisibleAsync();

        Assert.NotEqual(0, await inbox.Frame.Locator("script").CountAsync());
        await AssertUnharmedAsync(inbox);
    }

    [Fact]
    public async Task Script_does_not_run_even_outside_the_frame()
    {
        await using var site = await InboxSite.StartAsync();
        await site.PostAsync(Letters.Html("Attack", Attack));
        await using var inbox = await browser.OpenAsync(site);
        await ServeUnchangedAsync(inbox);

        await inbox.Page.GotoAsync($"{site.Address}/inbox/messages/1/html");
        await Assertions.Expect(inbox.Page.GetByText("Text remains")).ToBeVisibleAsync();

        // Timers do not run in a document without scripts; a picture is taken after a frame.
        await inbox.Page.ScreenshotAsync();

        Assert.NotEqual(0, await inbox.Page.Locator("script").CountAsync());
        Assert.Empty(inbox.Alarms);
        Assert.NotEqual("owned", await inbox.Page.TitleAsync());
        Assert.DoesNotContain(inbox.Requests, url => url.Contains("evil.test", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Remote_images_load_for_one_email_at_a_click_and_not_before()
    {
        await using var images = await ImageServer.StartAsync();
        await using var site = await InboxSite.StartAsync();
        await site.PostAsync(Letters.Html(
            "Remote", $"<p style=\"background: url({images.Address}/css.png)\">Hi</p><img alt=\"remote\" src=\"{images.Address}/pixel.png\"><script src=\"{images.Address}/a.js\"></script>"));
        await site.PostAsync(Letters.Html("Other", $"<p>Hi</p><img alt=\"other\" src=\"{images.Address}/other.png\">"));
        await using var inbox = await browser.OpenAsync(site);
        await inbox.OpenAsync("Remote");
        await Assertions.Expect(inbox.Frame.GetByText("Hi")).ToBeVisibleAsync();
        await Assertions.Expect(inbox.Message).ToContainTextAsync("2 remote images not loaded.");
        await TurnAsync(inbox);
        Assert.Empty(images.Requests);

        await inbox.Message.GetByRole(AriaRole.Button, new() { Name = "Load images" }).ClickAsync();
        await Assertions.Expect(inbox.Message).ToContainTextAsync("2 remote images loaded.");
        Assert.Equal(2, await inbox.Frame.GetByAltText("remote").EvaluateAsync<int>("image => image.decode().then(() => image.naturalWidth)"));
        await inbox.OpenAsync("Other");
        await Assertions.Expect(inbox.Message).ToContainTextAsync("1 remote image not loaded.");
        await Assertions.Expect(inbox.Frame.GetByText("Hi")).ToBeVisibleAsync();
        await TurnAsync(inbox);

        var asked = await Eventually.GetAsync(() => Task.FromResult(images.Requests), requests => requests.Count >= 2, TestContext.Current.CancellationToken);
        Assert.Equal(["/css.png", "/pixel.png"], asked.Select(request => request.Path).Order(StringComparer.Ordinal));
        Assert.All(asked, request => Assert.Equal("", request.Referrer));
        Assert.Empty(inbox.Alarms);
    }

    [Theory]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("</title><script>alert(1)</script>")]
    [InlineData("\" onmouseover=\"alert(1)\" x=\"")]
    public async Task Markup_in_subject_name_and_filename_is_text(string markup)
    {
        var quoted = markup.Replace("\"", "'", StringComparison.Ordinal);
        await using var site = await InboxSite.StartAsync();
        await site.PostAsync(Letters.Rich(markup, "<p>Hi</p>", quoted, [1])
            .Replace("=?utf-8?B?44GC44GV44Gy?=", $"\"{quoted}\"", StringComparison.Ordinal));
        await using var inbox = await browser.OpenAsync(site);

        await inbox.OpenAsync(markup);

        await Assertions.Expect(inbox.Items.First).ToContainTextAsync(quoted);
        await Assertions.Expect(inbox.Message.GetByRole(AriaRole.List, new() { Name = "Attachments" })).ToContainTextAsync(quoted);
        foreach (var tab in (string[])["Text", "Headers", "Checks", "Source"])
            await inbox.ShowTabAsync(tab);
        Assert.Equal(0, await inbox.Page.Locator("img").CountAsync());
        await AssertUnharmedAsync(inbox);
    }

    [Fact]
    public async Task Markup_in_plain_text_is_text()
    {
        await using var site = await InboxSite.StartAsync();
        await site.PostAsync(Letters.Plain("Plain", Attack));
        await using var inbox = await browser.OpenAsync(site);

        await inbox.OpenAsync("Plain");

        await Assertions.Expect(inbox.Page.GetByRole(AriaRole.Tabpanel)).ToContainTextAsync("<script>parent.document.title");
        await AssertUnharmedAsync(inbox);
    }

    [Fact]
    public async Task Nothing_is_loaded_from_elsewhere()
    {
        const string html =
            "<link rel=stylesheet href=\"https://evil.test/a.css\"><style>@import url(https://evil.test/b.css); p { background: url(https://evil.test/c.png) }</style>"
            + "<p style=\"background:url('https://evil.test/d.png')\">Hi</p><img src=\"https://evil.test/e.png\"><img src=\"//evil.test/f.png\" srcset=\"https://evil.test/g.png 2x\">"
            + "<table background=\"https://evil.test/h.png\"><tr><td>x</td></tr></table><video poster=\"https://evil.test/i.png\"></video>";
        await using var site = await InboxSite.StartAsync();
        await site.PostAsync(Letters.Html("Tracker", html));
        await using var inbox = await browser.OpenAsync(site);

        await inbox.OpenAsync("Tracker");
        await Assertions.Expect(inbox.Message).ToContainTextAsync("5 remote images not loaded.");
        await Assertions.Expect(inbox.Frame.GetByText("Hi")).ToBeVisibleAsync();
        await TurnAsync(inbox);

        Assert.All(inbox.Requests, url => Assert.True(
            url.StartsWith(site.Address, StringComparison.Ordinal) || url.StartsWith("data:", StringComparison.Ordinal) || url.StartsWith("about:", StringComparison.Ordinal), url));
    }

    [Fact]
    public async Task Links_are_dead_in_the_frame_and_listed_below_it()
    {
        await using var site = await InboxSite.StartAsync();
        await site.PostAsync(Letters.Html("Links", "<a href=\"https://shop.test/verify?x=1\">Verify</a> <a href=\"javascript:alert(1)\">Bad</a>"));
        await using var inbox = await browser.OpenAsync(site);

        await inbox.OpenAsync("Links");
        await inbox.Frame.GetByText("Verify").ClickAsync();
        await inbox.Page.GetByText("1 link", new() { Exact = true }).ClickAsync();

        var link = inbox.Message.GetByRole(AriaRole.Link, new() { Name = "https://shop.test/verify?x=1" });
        await Assertions.Expect(link).ToHaveAttributeAsync("rel", "noopener noreferrer");
        Assert.Equal("https://shop.test/verify?x=1", await link.GetAttributeAsync("href"));
        await AssertUnharmedAsync(inbox);
    }

    /// <summary>Has the frame show the HTML as it was sent, with the headers that it is served with.</summary>
    private static Task ServeUnchangedAsync(InboxPage inbox) => inbox.Page.RouteAsync("**/messages/*/html", async route =>
    {
        var response = await route.FetchAsync();
        await route.FulfillAsync(new() { Response = response, Body = Attack });
    });

    /// <summary>Waits for a turn of the event loop and a frame, in which injected code would have run.</summary>
    private static Task TurnAsync(InboxPage inbox) => inbox.Page.EvaluateAsync("new Promise(done => requestAnimationFrame(() => setTimeout(done)))");

    private static async Task AssertUnharmedAsync(InboxPage inbox)
    {
        await TurnAsync(inbox);
        Assert.Empty(inbox.Alarms);
        Assert.StartsWith("Inbox", await inbox.Page.TitleAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(inbox.Requests, url => url.Contains("evil.test", StringComparison.Ordinal));
    }
}
