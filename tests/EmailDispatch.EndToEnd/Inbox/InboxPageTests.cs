using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using EmailDispatch.EndToEnd.Dashboard;
using Microsoft.Playwright;

namespace EmailDispatch.EndToEnd.Inbox;

public sealed class InboxPageTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Fact]
    public async Task Empty_inbox_says_where_to_send_to()
    {
        await using var site = await InboxSite.StartAsync();
        await using var inbox = await browser.OpenAsync(site);

        await Assertions.Expect(inbox.Page.GetByText("No email yet")).ToBeVisibleAsync();
        await Assertions.Expect(inbox.Page.GetByText($"127.0.0.1:{site.Sandbox.Port}")).ToBeVisibleAsync();
        Assert.Empty(inbox.Alarms);
    }

    [Fact]
    public async Task Emails_appear_by_themselves_newest_first()
    {
        await using var site = await InboxSite.StartAsync();
        await site.PostAsync(Letters.Plain("First"));
        await using var inbox = await browser.OpenAsync(site);
        await Assertions.Expect(inbox.Items).ToHaveCountAsync(1);

        await site.PostAsync(Letters.Plain("Second"));
        await site.PostAsync(Letters.Plain("Third"));

        await Assertions.Expect(inbox.Items).ToContainTextAsync(["Third", "Second", "First"]);
        await Assertions.Expect(inbox.Page).ToHaveTitleAsync("Inbox (3)");
    }

    [Fact]
    public async Task Email_shows_its_headers_and_every_envelope_recipient()
    {
        await using var site = await InboxSite.StartAsync();
        await site.PostAsync(
            Letters.Rich("Order", "<p>Hi</p>", "a.pdf", [1, 2, 3]), "to@x.test", "bo@x.test", "cy@x.test", "hidden@x.test", "bounce@x.test");
        await using var inbox = await browser.OpenAsync(site);

        await inbox.OpenAsync("Order");
        await inbox.Message.GetByText("5 recipients, 2 bcc, 1 refused").ClickAsync();

        await Assertions.Expect(inbox.Message).ToContainTextAsync("あさひ <asahi@acme.test>");
        await Assertions.Expect(inbox.Message).ToContainTextAsync("Ann <to@x.test>, Bo, the second <bo@x.test>");
        await Assertions.Expect(inbox.Message).ToContainTextAsync("help@acme.test");
        await Assertions.Expect(inbox.Message).ToContainTextAsync("hidden@x.test, bounce@x.test envelope only");
        await Assertions.Expect(inbox.Message.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "hidden@x.test" })).ToContainTextAsync("bcc");
        await Assertions.Expect(inbox.Message.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "bounce@x.test" })).ToContainTextAsync("550 5.1.1");
        await Assertions.Expect(inbox.Items.First).ToHaveAttributeAsync("aria-current", "true");
    }

    [Fact]
    public async Task Html_is_rendered_in_the_frame_with_its_inline_image()
    {
        await using var site = await InboxSite.StartAsync();
        await site.PostAsync(Letters.Rich(
            "Picture", "<style>h1 { color: rgb(1, 2, 3) }</style><h1>Hello</h1><img src=\"cid:logo@acme.test\" width=\"40\" height=\"40\" alt=\"logo\">", "a.pdf", [1]));
        await using var inbox = await browser.OpenAsync(site);

        await inbox.OpenAsync("Picture");

        var heading = inbox.Frame.GetByRole(AriaRole.Heading, new() { Name = "Hello" });
        await Assertions.Expect(heading).ToBeVisibleAsync();
        await Assertions.Expect(heading).ToHaveCSSAsync("color", "rgb(1, 2, 3)");
        var image = inbox.Frame.GetByAltText("logo");
        await Assertions.Expect(image).ToBeVisibleAsync();
        Assert.Equal(2, await image.EvaluateAsync<int>("image => image.decode().then(() => image.naturalWidth)"));
        Assert.Equal("", await inbox.Page.Locator("iframe").GetAttributeAsync("sandbox"));
    }

    [Fact]
    public async Task Text_of_many_scripts_is_decoded()
    {
        await using var site = await InboxSite.StartAsync();
        const string subject = "注文 – طلب – 🎉";
        await site.PostAsync(Letters.Rich(
            $"=?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(subject))}?=", "<p>こんにちは مرحبا 🎉</p>", "=?utf-8?B?6KuL5rGC5pu4LnBkZg==?=", [1]));
        await using var inbox = await browser.OpenAsync(site);

        await inbox.OpenAsync(subject);

        await Assertions.Expect(inbox.Items.First).ToContainTextAsync("あさひ");
        await Assertions.Expect(inbox.Frame.GetByText("こんにちは مرحبا 🎉")).ToBeVisibleAsync();
        await Assertions.Expect(inbox.Message.GetByRole(AriaRole.Link, new() { Name = "請求書.pdf" })).ToBeVisibleAsync();
        await inbox.ShowTabAsync("Text");
        await Assertions.Expect(inbox.Page.GetByRole(AriaRole.Tabpanel)).ToContainTextAsync("こんにちは – مرحبا – 🎉");
    }

    [Theory]
    [InlineData("application/pdf", "a.pdf")]
    [InlineData("text/html", "page.html")]
    [InlineData("text/calendar", "invite.ics")]
    [InlineData("text/plain", "notes.txt")]
    public async Task Attachment_downloads_byte_exact(string type, string name)
    {
        byte[] file = [.. Enumerable.Range(0, 256).Select(i => (byte)i), .. "\r\nline\nline\r\n\r\n"u8];
        await using var site = await InboxSite.StartAsync();
        await site.PostAsync(Letters.Rich("File", "<p>Hi</p>", name, file).Replace("application/pdf", type, StringComparison.Ordinal));
        await using var inbox = await browser.OpenAsync(site);
        await inbox.OpenAsync("File");

        var link = inbox.Message.GetByRole(AriaRole.Link, new() { Name = name });
        var downloaded = await inbox.DownloadAsync(link);

        Assert.Equal(file, downloaded);
        await Assertions.Expect(link).ToContainTextAsync("271 B");
    }

    [Fact]
    public async Task Source_and_its_download_are_the_message_as_sent()
    {
        await using var site = await InboxSite.StartAsync();
        var message = Letters.Plain("Source", ".dots\n..more\n<b>not bold</b>");
        await site.PostAsync(message);
        await using var inbox = await browser.OpenAsync(site);
        await inbox.OpenAsync("Source");

        await inbox.ShowTabAsync("Source");
        var downloaded = await inbox.DownloadAsync(inbox.Message.GetByRole(AriaRole.Link, new() { Name = "Download" }));

        await Assertions.Expect(inbox.Page.GetByRole(AriaRole.Tabpanel)).ToContainTextAsync("..more\n<b>not bold</b>");
        Assert.Equal(message.ReplaceLineEndings("\r\n") + "\r\n", Encoding.UTF8.GetString(downloaded));
    }

    [Fact]
    public async Task Search_finds_by_sender_subject_envelope_recipient_and_body()
    {
        await using var site = await InboxSite.StartAsync();
        await site.PostAsync(Letters.Plain("Invoice"));
        await site.PostAsync(Letters.Plain("Welcome"), "hidden@x.test");
        await site.PostAsync(Letters.Html("Weather", "<p>Please bring <b>umb</b>rellas</p>"));
        await using var inbox = await browser.OpenAsync(site);
        var search = inbox.Page.GetByRole(AriaRole.Searchbox);
        await Assertions.Expect(inbox.Items).ToHaveCountAsync(3);

        await search.FillAsync("invoice ACME");
        await Assertions.Expect(inbox.Items).ToContainTextAsync(["Invoice"]);
        await search.FillAsync("hidden@");
        await Assertions.Expect(inbox.Items).ToContainTextAsync(["Welcome"]);
        await search.FillAsync("bring UMBRELLAS");
        await Assertions.Expect(inbox.Items).ToContainTextAsync(["Weather"]);
        await Assertions.Expect(inbox.Page.GetByRole(AriaRole.Heading, new() { Name = "Inbox" })).ToContainTextAsync("1 of 3");
        await search.FillAsync("nothing like it");

        await Assertions.Expect(inbox.Page.GetByText("No email matches the search.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Delete_all_asks_first()
    {
        await using var site = await InboxSite.StartAsync();
        await site.PostAsync(Letters.Plain("First"));
        await using var inbox = await browser.OpenAsync(site);
        await inbox.OpenAsync("First");
        var delete = inbox.Page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Button, new() { Name = "Delete all" });
        var dialog = inbox.Page.GetByRole(AriaRole.Dialog, new() { Name = "Delete all emails?" });

        await delete.ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Keep them" }).ClickAsync();
        await Assertions.Expect(inbox.Items).ToHaveCountAsync(1);
        await delete.ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Delete all" }).ClickAsync();

        await Assertions.Expect(inbox.Page.GetByText("No email yet")).ToBeVisibleAsync();
        await Assertions.Expect(inbox.Page.GetByText("The email you choose shows here.")).ToBeVisibleAsync();
        Assert.Equal(0, site.Sandbox.Inbox.Count);
    }

    [Fact]
    public async Task Email_that_comes_while_searching_shows_only_if_it_matches()
    {
        await using var site = await InboxSite.StartAsync();
        await site.PostAsync(Letters.Plain("First invoice"));
        await using var inbox = await browser.OpenAsync(site);
        await inbox.Page.GetByRole(AriaRole.Searchbox).FillAsync("invoice");

        await site.PostAsync(Letters.Plain("Welcome"));
        await site.PostAsync(Letters.Plain("Second invoice"));

        await Assertions.Expect(inbox.Items).ToContainTextAsync(["Second invoice", "First invoice"]);
        await Assertions.Expect(inbox.Items).ToHaveCountAsync(2);
        await inbox.Page.GetByRole(AriaRole.Searchbox).FillAsync("");
        await Assertions.Expect(inbox.Items).ToHaveCountAsync(3);
    }

    [Fact]
    public async Task Delete_removes_one_email_and_opens_the_next()
    {
        await using var site = await InboxSite.StartAsync();
        foreach (var subject in (string[])["First", "Second", "Third"])
            await site.PostAsync(Letters.Plain(subject));
        await using var inbox = await browser.OpenAsync(site);
        await inbox.OpenAsync("Second");

        await inbox.Message.GetByRole(AriaRole.Button, new() { Name = "Delete" }).FocusAsync();
        await inbox.Page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(inbox.Message.GetByRole(AriaRole.Heading, new() { Name = "First" })).ToBeVisibleAsync();
        await Assertions.Expect(inbox.Items).ToContainTextAsync(["Third", "First"]);
        await Assertions.Expect(inbox.Items.Last).ToBeFocusedAsync();
        Assert.Equal([3, 1], site.Sandbox.Inbox.After().Select(email => email.Number));
    }

    [Fact]
    public async Task Email_deleted_elsewhere_leaves_the_list()
    {
        await using var site = await InboxSite.StartAsync();
        await site.PostAsync(Letters.Plain("First"));
        await site.PostAsync(Letters.Plain("Second"));
        await using var inbox = await browser.OpenAsync(site);
        await Assertions.Expect(inbox.Items).ToHaveCountAsync(2);

        await site.Http.DeleteAsync("/inbox/messages/1");

        await Assertions.Expect(inbox.Items).ToContainTextAsync(["Second"]);
        await Assertions.Expect(inbox.Items).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Phone_width_shows_the_html_at_375_pixels()
    {
        await using var site = await InboxSite.StartAsync();
        await site.PostAsync(Letters.Html("Wide", "<p>Hi</p>"));
        await using var inbox = await browser.OpenAsync(site);
        await inbox.OpenAsync("Wide");
        var button = inbox.Page.GetByRole(AriaRole.Button, new() { Name = "Phone width" });
        var frame = inbox.Page.Locator("iframe");

        await button.ClickAsync();
        var narrow = await frame.EvaluateAsync<double>("frame => frame.clientWidth");
        await Assertions.Expect(button).ToHaveAttributeAsync("aria-pressed", "true");
        await button.ClickAsync();

        Assert.Equal(375, narrow);
        Assert.True(await frame.EvaluateAsync<double>("frame => frame.clientWidth") > 600);
    }

    [Fact]
    public async Task Dates_are_as_in_the_dashboard()
    {
        await using var site = await InboxSite.StartAsync();
        await site.PostAsync(Letters.Plain("First"));
        await using var inbox = await browser.OpenAsync(site, new() { Locale = "en-US", TimezoneId = "Asia/Tokyo" });
        await inbox.OpenAsync("First");
        var received = site.Sandbox.Inbox.After()[0].ReceivedAt.ToOffset(TimeSpan.FromHours(9));

        var listed = inbox.Items.First.GetByRole(AriaRole.Time);

        // British dates have "Sept".
        await Assertions.Expect(listed).ToHaveTextAsync(received.ToString("d MMM, HH:mm", CultureInfo.InvariantCulture).Replace("Sep,", "Sept,", StringComparison.Ordinal));
        await Assertions.Expect(listed).ToHaveAttributeAsync("title", new Regex(@"^\d{4}-\d\d-\d\dT[\d:.]+Z$"));
        await Assertions.Expect(inbox.Message.GetByRole(AriaRole.Time)).ToContainTextAsync(received.ToString("HH:mm:ss", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData(null, ColorScheme.Light)]
    [InlineData(PageFonts.Wide, ColorScheme.Light)]
    [InlineData(PageFonts.Narrow, ColorScheme.Dark)]
    public async Task Nothing_is_wider_than_a_small_phone(string? fonts, ColorScheme scheme)
    {
        var address = $"{new string('a', 64)}@{new string('b', 63)}.{new string('c', 63)}.test";
        await using var site = await InboxSite.StartAsync();
        await site.PostAsync(
            Letters.Rich($"Subject {new string('W', 200)}", $"<a href=\"http://{new string('d', 63)}.test/{new string('e', 300)}\">Go</a>", $"{new string('f', 120)}.pdf", [1])
                .Replace("help@acme.test", address, StringComparison.Ordinal),
            address, "bounce@x.test");
        var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = 320, Height = 640 }, ColorScheme = scheme });
        await using var inbox = new InboxPage(context, await context.NewPageAsync());
        if (fonts is not null)
        {
            await PageFonts.SkipWhereMissingAsync(inbox.Page);
            await PageFonts.UseAsync(context, fonts, "**/inbox.css");
        }

        await inbox.Page.GotoAsync($"{site.Address}/inbox");
        await Assertions.Expect(inbox.Items).ToHaveCountAsync(1);
        await AssertFitsAsync(inbox);
        await inbox.Items.First.ClickAsync();
        await inbox.Message.GetByText("2 recipients, 2 bcc, 1 refused").ClickAsync();
        foreach (var tab in (string[])["HTML", "Text", "Headers", "Checks", "Source"])
        {
            await inbox.ShowTabAsync(tab);
            await Assertions.Expect(inbox.Page.GetByText("Checking…")).ToHaveCountAsync(0);
            await AssertFitsAsync(inbox);
        }

        Assert.Empty(inbox.Alarms);
    }

    [Theory]
    [InlineData(".item-to", "^ts?[.@]+$")]
    [InlineData("dd .address", "^<[.@]+$")]
    public async Task Addresses_break_before_their_punctuation(string place, string expected)
    {
        const string Address = "somebody.with.a.name@mail.subsidiary.acme.test";
        await using var site = await InboxSite.StartAsync();
        await site.PostAsync(Letters.Plain("First").Replace("hi@acme.test", Address, StringComparison.Ordinal), Address);
        await using var inbox = await browser.OpenAsync(site, new() { ViewportSize = new() { Width = 320, Height = 640 } });
        if (place != ".item-to")
            await inbox.OpenAsync("First");

        // The characters that lines begin with.
        var starts = await inbox.Page.Locator(place).First.EvaluateAsync<string>(
            """
            element => {
              const starts = [];
              let bottom = -Infinity;
              const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
              for (let text; text = texts.nextNode();) {
                for (let i = 0; i < text.data.length; i++) {
                  const range = document.createRange();
                  range.setStart(text, i);
                  range.setEnd(text, i + 1);
                  const box = range.getBoundingClientRect();
                  if (box.top >= bottom) {
                    starts.push(text.data[i]);
                    bottom = box.bottom - 1;
                  }
                }
              }
              return starts.join('');
            }
            """);

        Assert.Matches(expected, starts);
    }

    [Fact]
    public async Task Keyboard_alone_opens_an_email_and_changes_tabs()
    {
        await using var site = await InboxSite.StartAsync();
        await site.PostAsync(Letters.Rich("Older", "<p>Hi</p>", "a.pdf", [1]));
        await site.PostAsync(Letters.Plain("Newer"));
        await using var inbox = await browser.OpenAsync(site);
        await Assertions.Expect(inbox.Items).ToHaveCountAsync(2);
        var keyboard = inbox.Page.Keyboard;

        await inbox.Items.First.FocusAsync();
        await keyboard.PressAsync("ArrowDown");
        await keyboard.PressAsync("Enter");
        await inbox.Message.GetByRole(AriaRole.Heading, new() { Name = "Older" }).WaitForAsync();
        await inbox.Page.GetByRole(AriaRole.Tab, new() { Name = "HTML" }).FocusAsync();
        await keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(inbox.Page.GetByRole(AriaRole.Tab, new() { Name = "Text" })).ToBeFocusedAsync();
        await keyboard.PressAsync("End");
        await inbox.Page.GetByRole(AriaRole.Link, new() { Name = "Skip to the email" }).FocusAsync();
        await keyboard.PressAsync("Enter");

        await Assertions.Expect(inbox.Page.GetByRole(AriaRole.Tab, new() { Name = "Source" })).ToHaveAttributeAsync("aria-selected", "true");
        await Assertions.Expect(inbox.Message).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Phone_shows_list_and_email_one_at_a_time()
    {
        await using var site = await InboxSite.StartAsync();
        await site.PostAsync(Letters.Rich("A subject that is much longer than the screen of a phone is wide, " + new string('x', 90), "<p>Hi</p>", "a.pdf", [1]));
        await using var inbox = await browser.OpenAsync(site, new() { ViewportSize = new() { Width = 360, Height = 640 }, IsMobile = true, HasTouch = true });

        await inbox.Items.First.TapAsync();
        await Assertions.Expect(inbox.Message).ToBeVisibleAsync();
        await Assertions.Expect(inbox.Items.First).ToBeHiddenAsync();
        await Assertions.Expect(inbox.Frame.GetByText("Hi")).ToBeVisibleAsync();
        Assert.True(await inbox.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        await inbox.Message.GetByRole(AriaRole.Link, new() { Name = "All emails" }).TapAsync();

        await Assertions.Expect(inbox.Items.First).ToBeVisibleAsync();
        await Assertions.Expect(inbox.Message).ToBeHiddenAsync();
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Colours_follow_the_system_and_text_stands_out(ColorScheme scheme)
    {
        await using var site = await InboxSite.StartAsync();
        await using var inbox = await browser.OpenAsync(site, new() { ColorScheme = scheme });

        var ground = await LuminanceAsync(inbox.Page, "backgroundColor");
        var text = await LuminanceAsync(inbox.Page, "color");

        Assert.Equal(scheme == ColorScheme.Dark, text > ground);
        var contrast = (Math.Max(text, ground) + 0.05) / (Math.Min(text, ground) + 0.05);
        Assert.True(contrast >= 7, $"contrast {contrast:0.0}");
    }

    [Fact]
    public async Task Lost_host_is_told()
    {
        var site = await InboxSite.StartAsync();
        await site.PostAsync(Letters.Plain("First"));
        await using var inbox = await browser.OpenAsync(site);
        await Assertions.Expect(inbox.Items).ToHaveCountAsync(1);

        await site.DisposeAsync();

        await Assertions.Expect(inbox.Notice).ToContainTextAsync("No connection to the host");
        await Assertions.Expect(inbox.Items).ToHaveCountAsync(1);
    }

    // Nothing is cut off either, but for the lines of a list that end with an ellipsis on wide screens.
    private static async Task AssertFitsAsync(InboxPage inbox)
    {
        Assert.Equal(320, await inbox.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Empty(await inbox.Page.EvaluateAsync<string[]>(
            "[...document.querySelectorAll('body *')].filter(e => e.checkVisibility() && !e.closest('.visually-hidden, .skip') && e.clientWidth > 0 && e.scrollWidth > e.clientWidth + 1)"
            + ".map(e => `${e.tagName} ${e.className} ${e.textContent.slice(0, 40)}`)"));
    }

    // WCAG 2.1, relative luminance.
    private static Task<double> LuminanceAsync(IPage page, string property) => page.EvaluateAsync<double>(
        """
        property => {
          const [r, g, b] = getComputedStyle(document.body)[property].match(/[\d.]+/g).map(part => {
            const value = part / 255;
            return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
          });
          return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        }
        """, property);
}
