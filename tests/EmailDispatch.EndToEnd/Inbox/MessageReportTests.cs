using System.Net.Http.Json;
using System.Text.Json.Nodes;
using EmailDispatch.LocalHost.Inbox.Checks;
using EmailDispatch.LocalHost.Inbox.Mail;
using Microsoft.Playwright;

namespace EmailDispatch.EndToEnd.Inbox;

public sealed class MessageReportTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Theory]
    [InlineData("https://shop.test/a?b=c#d", "Shop", null)]
    [InlineData("HTTPS://www.shop.test", "shop.test", null)]
    [InlineData("https://click.shop.test/x", "https://shop.test/offers", null)]
    [InlineData("https://shop.test/invoice.pdf", "invoice.pdf", null)]
    [InlineData("https://xn--mller-kva.test/", "m\u00fcller.test", null)]
    [InlineData("mailto:help@shop.test?subject=Hi", "Help", null)]
    [InlineData("mailto:a%40shop.test", "Help", null)]
    [InlineData("tel:+493012345", "Call", null)]
    [InlineData("", "Shop", "It leads nowhere")]
    [InlineData("#top", "Top", "a place in the email itself")]
    [InlineData("/offers", "Offers", "not complete")]
    [InlineData("www.shop.test", "Shop", "not complete")]
    [InlineData("//shop.test/a", "Shop", "not complete")]
    [InlineData("javascript:alert(1)", "Go", "block javascript: links")]
    [InlineData("data:text/html,hi", "Go", "block data: links")]
    [InlineData("https://", "Go", "not a valid address")]
    [InlineData("https://a b.test/", "Go", "not a valid address")]
    [InlineData("https://shop.test/a b", "Go", "has spaces")]
    [InlineData("https://shop.test/{{token}}", "Go", "placeholder")]
    [InlineData("https://shop.test/%7B%7Btoken%7D%7D", "Go", "placeholder")]
    [InlineData("http://shop.test/", "Shop", "use https")]
    [InlineData("http://localhost:3000/verify", "Verify", "leads to this machine")]
    [InlineData("http://[::1]/verify", "Verify", "leads to this machine")]
    [InlineData("https://bank.test@evil.test/", "Bank", "user name before the host")]
    [InlineData("https://evil.test/", "www.bank.test", "The text says www.bank.test, but it leads to evil.test.")]
    [InlineData("https://evilbank.test/", "bank.test", "The text says bank.test")]
    [InlineData("mailto:", "Help", "not a valid email address")]
    [InlineData("mailto:nobody", "Help", "not a valid email address")]
    public void Link_is_judged_by_its_address_and_text(string url, string text, string? problem)
    {
        var problems = LinkRules.ProblemsOf(new MailLink(url, text)).ToList();

        if (problem is null)
            Assert.Empty(problems);
        else
            Assert.Contains(problem, Assert.Single(problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<p style='color: red'>Hi</p><table width='600'><tr><td bgcolor='#fff'>x</td></tr></table>", "")]
    [InlineData("<p>display: flex; position: absolute @media</p><!-- <script></script> -->", "")]
    [InlineData("<style>/* display: flex */ p { flex: 1; background-position: left; background: #fff }</style>", "")]
    [InlineData("<script>1</script>", "script")]
    [InlineData("<form><input></form>", "form, input")]
    [InlineData("<iframe></iframe>", "iframe, object, embed")]
    [InlineData("<video></video>", "video, audio")]
    [InlineData("<SVG></SVG>", "svg")]
    [InlineData("<img src='https://a.test/logo.SVG?v=1'>", "SVG image")]
    [InlineData("<img src='https://a.test/a.webp'>", "WebP image")]
    [InlineData("<img src='data:image/png;base64,AA=='>", "data: image")]
    [InlineData("<link rel=stylesheet href=a.css>", "link to a style sheet")]
    [InlineData("<style>@import url(a.css);</style>", "@import")]
    [InlineData("<style>@font-face { font-family: a }</style>", "@font-face")]
    [InlineData("<style>@media (max-width: 600px) { p { color: red } }</style>", "@media")]
    [InlineData("<div style='DISPLAY:inline-flex'>x</div>", "display: flex")]
    [InlineData("<style>div { display : grid }</style>", "display: grid")]
    [InlineData("<div style='position:absolute'>x</div>", "position")]
    [InlineData("<div style='float:left'>x</div>", "float")]
    [InlineData("<div style='max-width: 600px'>x</div>", "max-width")]
    [InlineData("<td style='background: #fff url(a.png)'>x</td>", "CSS background image")]
    [InlineData("<p style='color: var(--main)'>x</p>", "CSS variables")]
    [InlineData("<p style='transform: rotate(3deg)'>x</p>", "animation, transform")]
    public void Construct_that_clients_do_not_show_is_told(string html, string expected)
    {
        var hints = HtmlSupport.HintsFor(HtmlReading.Of(html));

        Assert.Equal(expected, string.Join('|', hints.Select(hint => hint.Construct)));
        Assert.All(hints, hint => Assert.NotEmpty(hint.Clients));
    }

    [Theory]
    [InlineData(null, null, "hint", "There is no List-Unsubscribe field.")]
    [InlineData("<https://acme.test/u/1>", "List-Unsubscribe=One-Click", "hint", "no DKIM signature covers both fields yet")]
    [InlineData("<mailto:u@acme.test>, <https://acme.test/u/1>", "List-Unsubscribe=One-Click", "hint", "One-click unsubscribe is complete")]
    [InlineData("<https://acme.test/u/1>", null, "problem", "List-Unsubscribe-Post is missing")]
    [InlineData("<http://acme.test/u/1>", "List-Unsubscribe=One-Click", "problem", "has no https link")]
    [InlineData("<mailto:u@acme.test>", "List-Unsubscribe=One-Click", "problem", "has no https link")]
    [InlineData("<https://acme.test/u/1>", "One-Click", "problem", "must be List-Unsubscribe=One-Click")]
    [InlineData(null, "List-Unsubscribe=One-Click", "problem", "List-Unsubscribe is missing")]
    public async Task Unsubscribe_fields_are_checked(string? list, string? post, string result, string message)
    {
        await using var site = await InboxSite.StartAsync();
        await site.PostAsync((list is null ? "" : $"List-Unsubscribe: {list}\n") + (post is null ? "" : $"List-Unsubscribe-Post: {post}\n") + Letters.Plain("News"));

        var check = await CheckAsync(site, "unsubscribe");

        Assert.Equal(result, (string?)check["result"]);
        Assert.Contains(message, (string?)check["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signature_over_both_fields_completes_unsubscribe()
    {
        await using var site = await InboxSite.StartAsync();
        await site.PostAsync(
            "DKIM-Signature: v=1; a=rsa-sha256; d=acme.test; h=From:Subject:\n List-Unsubscribe:list-unsubscribe-post; b=AA==\n"
            + "List-Unsubscribe: <https://acme.test/u/1>\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\n" + Letters.Plain("News"));

        Assert.Equal("ok", (string?)(await CheckAsync(site, "unsubscribe"))["result"]);
    }

    [Theory]
    [InlineData(104_448, "ok")]
    [InlineData(104_449, "problem")]
    public void Html_above_102_kilobytes_is_a_problem(int bytes, string result)
    {
        var html = string.Concat(Enumerable.Repeat("x\r\n", bytes / 3)) + new string('y', bytes % 3);

        var report = MessageReport.Of(Letters.Received($"Content-Type: text/html\r\n\r\n{html}"));

        Assert.Equal(result, report.Checks.Single(check => check.Code == "size").Result.ToString(), ignoreCase: true);
    }

    [Fact]
    public async Task Missing_text_part_is_a_problem()
    {
        await using var site = await InboxSite.StartAsync();
        await site.PostAsync(Letters.Html("Html", "<p>Hi</p>"));

        Assert.Equal("problem", (string?)(await CheckAsync(site, "text_part"))["result"]);
    }

    [Fact]
    public async Task Links_to_this_machine_are_asked_by_head_and_others_never()
    {
        await using var server = await ImageServer.StartAsync();
        await using var site = await InboxSite.StartAsync();
        await site.PostAsync(Letters.Html(
            "Links", $"<a href='{server.Address}/verify?x=1'>a</a><a href='{server.Address}/gone'>b</a><a href='http://127.0.0.1:1/'>c</a>"
            + "<a href='http://127.0.0.1.evil.test/'>d</a><a href='http://localhost@evil.test/'>e</a><a href='file:///etc/passwd'>f</a>"));

        using var response = await site.Http.PostAsync(new Uri("/inbox/messages/1/checks/links", UriKind.Relative), null, TestContext.Current.CancellationToken);
        var answers = (await response.Content.ReadFromJsonAsync<JsonArray>(TestContext.Current.CancellationToken))!;

        Assert.Equal(
            [$"{server.Address}/verify?x=1 200", $"{server.Address}/gone 404", "http://127.0.0.1:1/ "],
            answers.Select(answer => $"{answer!["url"]} {answer["status"]}"));
        Assert.NotNull((string?)answers[2]!["fault"]);
        Assert.Equal(["HEAD /gone", "HEAD /verify"], server.Requests.Select(request => $"{request.Method} {request.Path}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Checks_are_shown_and_links_asked_at_a_click_only()
    {
        await using var server = await ImageServer.StartAsync();
        await using var site = await InboxSite.StartAsync();
        await site.PostAsync(Letters.Html(
            "Checked", $"<div style='display:flex'><a href='{server.Address}/verify'>Verify</a> <a href='https://evil.test/'>bank.test</a></div>"));
        await using var inbox = await browser.OpenAsync(site);
        await inbox.OpenAsync("Checked");

        await inbox.ShowTabAsync("Checks");
        var panel = inbox.Page.GetByRole(AriaRole.Tabpanel);
        await Assertions.Expect(panel).ToContainTextAsync("There is no text part.");
        await Assertions.Expect(panel).ToContainTextAsync("display: flex: ignored by Outlook for Windows");
        await Assertions.Expect(panel).ToContainTextAsync("The text says bank.test, but it leads to evil.test.");
        Assert.Empty(server.Requests);
        await panel.GetByRole(AriaRole.Button, new() { Name = "Open links to this machine" }).ClickAsync();

        await Assertions.Expect(panel).ToContainTextAsync("answers 200");
        await Assertions.Expect(panel).ToContainTextAsync("1 of 2 links lead to this machine.");
        Assert.Single(server.Requests);
        Assert.Empty(inbox.Alarms);
    }

    private static async Task<JsonNode> CheckAsync(InboxSite site, string code) =>
        JsonNode.Parse(await site.Http.GetStringAsync("/inbox/messages/1/checks"))!["checks"]!.AsArray().Single(check => (string?)check!["code"] == code)!;
}
