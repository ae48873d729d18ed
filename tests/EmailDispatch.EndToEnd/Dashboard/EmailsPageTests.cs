using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using EmailDispatch.EndToEnd.Inbox;
using EmailDispatch.EndToEnd.Status;
using EmailDispatch.Sandbox;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EmailDispatch.EndToEnd.Dashboard;

/// <summary>The pages of emails in a real browser: filters, live list, retry of many, CSV, messages.</summary>
public sealed class EmailsPageTests(EmailListFixture site, BrowserFixture browser) : IClassFixture<EmailListFixture>, IClassFixture<BrowserFixture>
{
    private const string HostileHtml =
        """
        <html><head><style>p { color: rgb(1, 2, 3) }</style><meta http-equiv="refresh" content="0;url=http://evil.test/refresh"><base href="http://evil.test/"></head>
        <body bgcolor="#ffffcc"><script>parent.document.title='owned'</script><p onclick="parent.document.title='owned'">Dear <b>Ada</b></p>
        <img src="http://evil.test/pixel.gif"><img src="x" onerror="parent.document.title='owned'"><img src="cid:logo">
        <a href="https://acme.test/more" onmouseover="alert(1)">More</a><a href="javascript:parent.document.title='owned'">Bad</a>
        <iframe src="http://evil.test/frame"></iframe><form action="http://evil.test/form"><input name="password"><button>Go</button>In a form</form>
        <svg onload="parent.document.title='owned'"></svg></body></html>
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Filters_are_in_the_address_and_find_what_the_table_has()
    {
        var rows = await site.RowsAsync(Cancellation);
        await using var dashboard = await OpenAsync(site.Host.ApiKey, "/emails?fallback=true");
        var fallbacks = rows.Count(row => row.Provider is not null && row.Attempts[0].GetProperty("provider").GetString() != row.Provider);
        await Expect(dashboard.Emails).ToHaveCountAsync(fallbacks);
        await Expect(dashboard.Page.GetByLabel("Sent by")).ToHaveValueAsync("true");

        await dashboard.Page.GetByRole(AriaRole.Link, new() { Name = "Clear" }).ClickAsync();
        await dashboard.Page.GetByText("More filters").ClickAsync();
        await dashboard.Page.GetByLabel("Sender").FillAsync("MÜLLER");
        await dashboard.Page.GetByLabel("Subject").FillAsync("receipt");
        await dashboard.Page.GetByLabel("Accepted from").FillAsync("2020-01-01T00:00:01");
        await dashboard.Button("Search").ClickAsync();

        await Expect(dashboard.Emails).ToHaveTextAsync(["Your receipt"]);
        Assert.Contains("subject=receipt", dashboard.Page.Url, StringComparison.Ordinal);
        await dashboard.Page.ReloadAsync();
        await Expect(dashboard.Emails).ToHaveTextAsync(["Your receipt"]);
        await Expect(dashboard.Page.GetByLabel("Sender")).ToHaveValueAsync("MÜLLER");
        await Expect(dashboard.Page.GetByLabel("Accepted from")).ToHaveValueAsync("2020-01-01T00:00:01");
        Assert.Empty(dashboard.Alarms);
    }

    [Fact]
    public async Task List_updates_itself_and_keeps_focus_and_selection_until_it_is_paused()
    {
        await using var dashboard = await OpenAsync(site.Host.ApiKey, "/emails?sender=live@acme.test");
        await Expect(dashboard.Page.GetByText("No email matches")).ToBeVisibleAsync();
        await SendAsync("live@acme.test", "gone@example.test", "First of the live ones");
        await Expect(dashboard.Emails).ToHaveTextAsync(["First of the live ones"], new() { Timeout = 20_000 });
        var box = dashboard.Page.GetByLabel("Select First of the live ones");
        await Expect(box).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await box.CheckAsync();
        await box.FocusAsync();

        await SendAsync("live@acme.test", "ada@example.test", "Second of the live ones");
        await Expect(dashboard.Emails).ToHaveTextAsync(["Second of the live ones", "First of the live ones"], new() { Timeout = 20_000 });

        await Expect(box).ToBeCheckedAsync();
        await Expect(box).ToBeFocusedAsync();
        await dashboard.Button("Pause updates").ClickAsync();
        await SendAsync("live@acme.test", "ada@example.test", "Third of the live ones");
        await Expect(dashboard.Page.GetByText("Updates are paused.")).ToBeVisibleAsync();
        await Expect(dashboard.Emails).ToHaveCountAsync(2);
        await dashboard.Button("Resume updates").ClickAsync();
        await Expect(dashboard.Emails).ToHaveCountAsync(3);
        Assert.Empty(dashboard.Alarms);
    }

    [Fact]
    public async Task Found_and_selected_emails_are_retried_after_a_question_that_names_their_number()
    {
        var refusal = site.First.On(SandboxPhase.Dot, c => c.Sender == "bulk@acme.test" ? "554 5.7.1 Message rejected as spam" : null);
        foreach (var n in Enumerable.Range(1, 3))
            await SendAsync("bulk@acme.test", $"refused{n}@example.test", $"Refused {n}");
        await using var dashboard = await OpenAsync(site.Host.ApiKey, "/emails?sender=bulk@acme.test&status=failed");
        await Expect(dashboard.Emails).ToHaveCountAsync(3, new() { Timeout = 30_000 });

        await dashboard.Page.GetByLabel("Select Refused 2").CheckAsync();
        await dashboard.Button("Retry 1 selected").ClickAsync();
        await Expect(dashboard.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Retry 1 email?");
        await dashboard.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Retry" }).ClickAsync();
        await Expect(dashboard.Page.Locator(".bulk")).ToContainTextAsync("1 email queued again.");
        await Eventually.GetAsync(() => site.RowsAsync(Cancellation), rows => rows.Any(row => row is { Subject: "Refused 2", Status: "failed", Attempts.Count: 2 }), Cancellation);
        await Expect(dashboard.Emails).ToHaveCountAsync(3, new() { Timeout = 30_000 });
        refusal.Dispose();
        await dashboard.Button("Retry all found").ClickAsync();
        await Expect(dashboard.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Retry 3 emails?");
        await dashboard.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Retry 3 emails" }).ClickAsync();

        await Expect(dashboard.Page.GetByText("No email matches")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        var sent = await Eventually.GetAsync(() => site.RowsAsync(Cancellation), rows => rows.Count(row => row.From.Contains("bulk@", StringComparison.Ordinal) && row.Status == "sent") == 3, Cancellation);
        Assert.Equal(3, sent.Count(row => row.Subject.StartsWith("Refused ", StringComparison.Ordinal) && row.Status == "sent"));
        Assert.Empty(dashboard.Alarms);
    }

    [Fact]
    public async Task Export_saves_the_found_emails()
    {
        await using var dashboard = await OpenAsync(site.Host.ApiKey, "/emails?stream=billing");
        await Expect(dashboard.Emails).ToHaveTextAsync(["Your receipt"]);

        var download = await dashboard.Page.RunAndWaitForDownloadAsync(() => dashboard.Button("Export CSV").ClickAsync());

        var lines = (await File.ReadAllTextAsync(await download.PathAsync(), Cancellation)).Split("\r\n");
        Assert.Equal(("emails.csv", 3), (download.SuggestedFilename, lines.Length));
        Assert.StartsWith(site.Plain, lines[1], StringComparison.Ordinal);
        Assert.Empty(dashboard.Alarms);
    }

    [Fact]
    public async Task Message_is_shown_as_safe_html_text_and_source()
    {
        var id = await SendAsync("hi@acme.test", "ada@example.test", "Hostile", HostileHtml);
        await using var dashboard = await OpenAsync(site.Host.ApiKey, $"/emails/{id}");
        await dashboard.Button("Show the message").ClickAsync();
        var frame = dashboard.Page.FrameLocator("iframe.message");
        await Expect(frame.GetByText("Dear Ada")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await frame.GetByText("Dear Ada").ClickAsync();
        await dashboard.SettleAsync();

        await Expect(frame.GetByText("Dear Ada")).ToHaveCSSAsync("color", "rgb(1, 2, 3)");
        await Expect(frame.GetByText("In a form")).ToBeVisibleAsync();
        await Expect(frame.Locator("script, iframe, form, input, svg, base, meta[http-equiv], [href], [onclick], [onerror]")).ToHaveCountAsync(0);
        await Expect(dashboard.Page.GetByText("1 remote image not loaded.")).ToBeVisibleAsync();
        await dashboard.Page.GetByText("1 link", new() { Exact = true }).ClickAsync();
        await Expect(dashboard.Page.GetByText("https://acme.test/more")).ToBeVisibleAsync();
        await dashboard.Page.GetByRole(AriaRole.Tab, new() { Name = "Text" }).ClickAsync();
        await Expect(dashboard.Page.GetByRole(AriaRole.Tabpanel)).ToContainTextAsync("Dear Ada");
        await dashboard.Page.Keyboard.PressAsync("ArrowRight");
        await Expect(dashboard.Page.GetByRole(AriaRole.Tabpanel)).ToContainTextAsync("Subject: Hostile");

        // The browser tells what it did not run; nothing was asked of another host.
        Assert.NotEqual("owned", await dashboard.Page.TitleAsync());
        Assert.All(dashboard.Alarms, alarm => Assert.True(
            alarm.StartsWith("console: Blocked script execution", StringComparison.Ordinal) || alarm.StartsWith("console: Setting the document's base URI", StringComparison.Ordinal), alarm));
    }

    [Fact]
    public async Task Frame_runs_and_loads_nothing_even_if_it_gets_the_html_as_it_is()
    {
        await using var dashboard = await OpenAsync(site.Host.ApiKey, $"/emails/{site.Rich}");
        await dashboard.Button("Show the message").ClickAsync();
        await Expect(dashboard.Page.FrameLocator("iframe.message").GetByText("Hi")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();

        await dashboard.Page.EvaluateAsync(
            "html => { document.querySelector('iframe.message').contentDocument.body.innerHTML = html; }", HostileHtml.Replace("evil.test", other.LocalEndpoint.ToString(), StringComparison.Ordinal));
        await dashboard.Page.FrameLocator("iframe.message").GetByText("Dear Ada").ClickAsync();
        await dashboard.Page.FrameLocator("iframe.message").GetByRole(AriaRole.Button, new() { Name = "Go" }).ClickAsync();
        await dashboard.SettleAsync();

        // The browser may connect for a frame before its policy refuses it, but asks for nothing.
        while (other.Pending())
        {
            using var connection = await other.AcceptSocketAsync(Cancellation);
            Assert.Equal(0, connection.Available);
        }

        Assert.NotEqual("owned", await dashboard.Page.TitleAsync());
        await Expect(dashboard.Page.FrameLocator("iframe.message").GetByText("Dear Ada")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Content_that_is_not_kept_is_told()
    {
        var id = await SendAsync("hi@acme.test", "ada@example.test", "Forgotten");
        using var client = new Hosting.EmailClient(site.Host);
        await client.WaitForAsync(id, "sent", Cancellation);
        await Eventually.GetAsync(async () => await site.TryForgetContentAsync(id, Cancellation), isForgotten => isForgotten, Cancellation);
        await using var dashboard = await OpenAsync(site.Host.ApiKey, $"/emails/{id}");

        await dashboard.Button("Show the message").ClickAsync();

        await Expect(dashboard.Page.GetByText("The content is not kept")).ToBeVisibleAsync();
        Assert.Empty(dashboard.Alarms);
    }

    [Fact]
    public async Task Key_that_may_only_read_is_offered_no_retry_and_no_message()
    {
        await using var dashboard = await OpenAsync(EmailListFixture.ReadKey, "/emails?status=bounced&recipient=gone");
        await Expect(dashboard.Emails.First).ToBeVisibleAsync();
        await Expect(dashboard.Button("Retry")).ToHaveCountAsync(0);
        await Expect(dashboard.Page.GetByRole(AriaRole.Checkbox)).ToHaveCountAsync(0);

        await dashboard.Emails.First.GetByRole(AriaRole.Link).ClickAsync();

        await Expect(dashboard.Card("What happened")).ToBeVisibleAsync();
        await Expect(dashboard.Button("Retry")).ToHaveCountAsync(0);
        await Expect(dashboard.Button("Show the message")).ToHaveCountAsync(0);
        Assert.Empty(dashboard.Alarms);
    }

    private async Task<DashboardPage> OpenAsync(string key, string route) => await DashboardPage.OpenAsync(await browser.NewContextAsync(), site.Host.BaseUrl, key, route);

    private async Task<string> SendAsync(string from, string to, string subject, string? html = null)
    {
        using var http = site.CreateClient(site.Host.ApiKey);
        using var content = new StringContent(JsonSerializer.Serialize(new { from, to, subject, html, text = html is null ? "Hello" : null }), Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri("emails", UriKind.Relative), content, Cancellation);
        return JsonDocument.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(Cancellation)).RootElement.GetProperty("id").GetString()!;
    }
}
