using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EmailDispatch.EndToEnd.Inbox;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EmailDispatch.EndToEnd.Dashboard;

/// <summary>The dashboard in a real browser, in front of a real host.</summary>
[Collection<DashboardCollection>]
public sealed class DashboardPageTests(DashboardFixture site, BrowserFixture browser)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Wrong_key_is_rejected_and_the_right_one_stays_until_sign_out()
    {
        await using var dashboard = await OpenAsync(key: null);

        await dashboard.EnterAsync("ed_test_nobody_knows_this_key");
        await Expect(dashboard.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Unknown API key.");
        await Expect(dashboard.Key).ToBeFocusedAsync();
        await dashboard.EnterAsync(site.ApiKey);
        await Expect(dashboard.Heading).ToHaveTextAsync("Overview");
        var kept = await dashboard.Page.EvaluateAsync<string[]>("[...Object.values(sessionStorage), '|', ...Object.values(localStorage), document.cookie]");
        await dashboard.Page.ReloadAsync();
        await Expect(dashboard.Heading).ToHaveTextAsync("Overview");
        await dashboard.Button("Sign out").ClickAsync();
        await Expect(dashboard.Key).ToBeFocusedAsync();

        Assert.Equal([site.ApiKey, "|", ""], kept);
        Assert.Equal(0, await dashboard.Page.EvaluateAsync<int>("sessionStorage.length"));
        Assert.Empty(dashboard.Alarms);
    }

    [Fact]
    public async Task Tiles_chart_and_table_show_the_posted_emails()
    {
        await using var dashboard = await OpenAsync(site.ApiKey);

        await Expect(dashboard.Tile("Accepted")).ToContainTextAsync("5");
        await Expect(dashboard.Tile("Sent")).ToContainTextAsync("80 % success");
        await Expect(dashboard.Tile("Not sent")).ToContainTextAsync("1 bounced");
        await Expect(dashboard.Page.GetByRole(AriaRole.Img, new() { Name = "Emails of the last 24 hours, by the hour. Sent: 4, Deferred: 0, Bounced: 1, Failed: 0" }))
            .ToBeVisibleAsync();
        await Expect(dashboard.Page.GetByText("As of")).ToBeVisibleAsync();
        await dashboard.Page.GetByText("Figures as a table").ClickAsync();
        var table = dashboard.Page.GetByRole(AriaRole.Table, new() { Name = "Emails of the last 24 hours, by the hour" });
        await Expect(table.GetByRole(AriaRole.Row)).ToHaveCountAsync(25);
        var accepted = (await table.Locator("tbody td:nth-child(2)").AllTextContentsAsync()).Sum(cell => int.Parse(cell, CultureInfo.InvariantCulture));

        Assert.Equal(5, accepted);
        Assert.True(await PaintedAsync(dashboard, "--sent") > 50);
        Assert.True(await PaintedAsync(dashboard, "--bounced") > 10);
        Assert.Empty(dashboard.Alarms);
    }

    [Fact]
    public async Task State_of_the_queues_is_shown_to_the_operator_alone()
    {
        var now = new PageGetByRoleOptions { Name = "Dispatcher now, of all tenants" };
        await using var dashboard = await OpenAsync(site.ApiKey);
        await Expect(dashboard.Page.GetByRole(AriaRole.Region, now)).ToBeVisibleAsync();
        await using var others = await OpenAsync(key: null);
        await others.Page.RunAndWaitForResponseAsync(() => others.EnterAsync(DashboardFixture.OtherKey), "**/health");
        await Expect(others.Page.Locator("[aria-busy]")).ToHaveCountAsync(0);

        await Expect(dashboard.Tile("In the queues")).ToContainTextAsync("of all tenants");
        await Expect(dashboard.Tile("Oldest is due for")).ToContainTextAsync("nothing is due");
        await Expect(dashboard.Tile("Stale")).ToContainTextAsync("0");
        await Expect(dashboard.Tile("Poison")).ToContainTextAsync("0");
        await Expect(others.Page.GetByRole(AriaRole.Region, now)).ToBeHiddenAsync();
        Assert.Empty(dashboard.Alarms);
        Assert.Empty(others.Alarms);
    }

    [Theory]
    [InlineData("7 days", "by six hours")]
    [InlineData("30 days", "by the day, UTC")]
    public async Task Longer_range_shows_the_same_emails(string range, string per)
    {
        await using var dashboard = await OpenAsync(site.ApiKey);

        await dashboard.Page.GetByRole(AriaRole.Link, new() { Name = range }).ClickAsync();

        await Expect(dashboard.Page.GetByRole(AriaRole.Img, new() { Name = $"Emails of the last {range}, {per}. Sent: 4" })).ToBeVisibleAsync();
        await Expect(dashboard.Page.GetByRole(AriaRole.Link, new() { Name = range })).ToBeFocusedAsync();
        Assert.Empty(dashboard.Alarms);
    }

    [Fact]
    public async Task Providers_show_share_success_latency_and_state()
    {
        await using var dashboard = await OpenAsync(site.ApiKey);

        // Five attempts at the first provider: three sent, one bounced, one failed over.
        var first = dashboard.Row("Results by provider", "first");
        await Expect(first.GetByRole(AriaRole.Cell)).ToContainTextAsync(["in use", "75 %", "60 %", "5", "1", "s", "s"]);
        var second = dashboard.Row("Results by provider", "second");
        await Expect(second.GetByRole(AriaRole.Cell)).ToContainTextAsync(["in use", "25 %", "100 %", "1", "0", "s", "s"]);
        Assert.Empty(dashboard.Alarms);
    }

    [Fact]
    public async Task Key_that_may_only_read_sees_all_but_the_state_of_providers()
    {
        await using var dashboard = await OpenAsync(DashboardFixture.ReadKey);

        await Expect(dashboard.Card("Providers")).ToContainTextAsync("This key lacks the scope admin");
        await Expect(dashboard.Row("Results by provider", "first").GetByRole(AriaRole.Cell)).ToContainTextAsync(["75 %", "60 %"]);
        await dashboard.GoAsync("/providers");
        await Expect(dashboard.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("This needs an API key with the scope admin; this key has read.");
        await Expect(dashboard.Button("Sign out")).ToBeVisibleAsync();
        Assert.Empty(dashboard.Alarms);
    }

    [Fact]
    public async Task Search_finds_by_recipient_status_and_id()
    {
        await using var dashboard = await OpenAsync(site.ApiKey, "/emails");
        await Expect(dashboard.Emails).ToHaveTextAsync(["Are you there?", DashboardFixture.Markup, "Your ticket", "Your invoice", "Your receipt"]);

        await SearchAsync(dashboard, "Bo@example.test");
        await Expect(dashboard.Emails).ToHaveTextAsync(["Your invoice"]);
        await dashboard.Page.GetByRole(AriaRole.Link, new() { Name = "Clear" }).ClickAsync();
        await Expect(dashboard.Emails).ToHaveCountAsync(5);
        await dashboard.Page.GetByLabel("Status").SelectOptionAsync("bounced");
        await dashboard.Button("Search").ClickAsync();
        await Expect(dashboard.Emails).ToHaveTextAsync(["Are you there?"]);
        await SearchAsync(dashboard, "nobody@example.test");
        await Expect(dashboard.Page.GetByText("No email matches")).ToBeVisibleAsync();
        await SearchAsync(dashboard, site.Sent);
        await Expect(dashboard.Heading).ToHaveTextAsync("Your receipt");

        Assert.EndsWith($"#/emails/{site.Sent}", dashboard.Page.Url, StringComparison.Ordinal);
        Assert.Empty(dashboard.Alarms);
    }

    [Fact]
    public async Task Story_of_a_failed_over_email_has_every_attempt_with_reply_and_hint()
    {
        await using var dashboard = await OpenAsync(site.ApiKey, $"/emails/{site.FailedOver}");

        await Expect(dashboard.Steps).ToHaveCountAsync(3);
        await Expect(dashboard.Steps.Nth(0)).ToContainTextAsync("Accepted");
        await Expect(dashboard.Steps.Nth(1)).ToContainTextAsync("Attempt 1: first provider failed");
        await Expect(dashboard.Steps.Nth(1)).ToContainTextAsync(DashboardFixture.Refusal);
        await Expect(dashboard.Steps.Nth(1)).ToContainTextAsync("the sender is not verified or not allowed");
        await Expect(dashboard.Steps.Nth(1)).ToContainTextAsync("Cause and fix:");
        await Expect(dashboard.Steps.Nth(1)).ToContainTextAsync("Failover to second.");
        await Expect(dashboard.Steps.Nth(2)).ToContainTextAsync("Attempt 1: second sent");
        await Expect(dashboard.Page.GetByText("by second")).ToBeVisibleAsync();
        await Expect(dashboard.Row("Status of each recipient", "dee@example.test")).ToContainTextAsync("sent");
        await Expect(dashboard.Button("Retry")).ToHaveCountAsync(0);
        Assert.Empty(dashboard.Alarms);
    }

    [Fact]
    public async Task Story_of_a_waiting_email_has_the_providers_that_were_not_asked_and_the_counts_of_bcc()
    {
        await using var dashboard = await OpenAsync(DashboardFixture.ReadKey);
        await dashboard.Page.RouteAsync($"**/emails/{site.Sent}", async route =>
        {
            var response = await route.FetchAsync();
            var email = JsonNode.Parse(await response.TextAsync())!;
            (email["status"], email["next_attempt_at"], email["attempts"]) = ("deferred", "2026-12-01T09:00:00Z", new JsonArray());
            email["skipped"] = JsonNode.Parse("""
                [{"provider":"first","reason":"paused","explanation":"is paused: it could not be reached (network)","until":"2026-12-01T09:00:00Z"},
                {"provider":"second","reason":"disabled","explanation":"is disabled","until":null}]
                """);
            email["bcc_statuses"] = JsonNode.Parse("""{"sent":2,"bounced":1}""");
            await route.FulfillAsync(new() { Response = response, Body = email.ToJsonString() });
        });

        await dashboard.GoAsync($"/emails/{site.Sent}");

        await Expect(dashboard.Steps).ToHaveCountAsync(5);
        await Expect(dashboard.Steps.Nth(1)).ToContainTextAsync("No provider was asked");
        await Expect(dashboard.Steps.Nth(1).GetByRole(AriaRole.Listitem)).ToContainTextAsync(["first is paused: it could not be reached (network), until 1 Dec 2026", "second is disabled"]);
        await Expect(dashboard.Page.GetByText("Bcc recipients: 2 sent, 1 bounced. Their addresses are shown to keys with the scope admin.")).ToBeVisibleAsync();
        Assert.Empty(dashboard.Alarms);
    }

    [Fact]
    public async Task Pause_of_a_provider_is_explained_and_can_be_ended()
    {
        using var http = new HttpClient { BaseAddress = site.Host.BaseUrl, DefaultRequestHeaders = { Authorization = new("Bearer", DashboardFixture.OtherKey) } };
        var id = await SendAsync(http, """{"from":"hi@acme.test","to":"ada@example.test","subject":"Only there","text":"Hello","provider":"spare"}""");
        await using var dashboard = await OpenAsync(DashboardFixture.OtherKey, $"/emails/{id}");
        await Expect(dashboard.Steps.Filter(new() { HasText = "Attempt 1: spare provider failed" })).ToBeVisibleAsync(new() { Timeout = 30_000 });

        await dashboard.GoAsync("/providers");
        await Expect(dashboard.Card("spare").GetByText("it rejected the login or suspended the account")).ToBeVisibleAsync();
        await dashboard.Page.RunAndWaitForResponseAsync(
            () => dashboard.Card("spare").GetByRole(AriaRole.Button, new() { Name = "End the pause of spare" }).ClickAsync(), response => response.Url.EndsWith("/providers/spare/resume", StringComparison.Ordinal));

        // The email that waits is tried at once, which pauses it again, perhaps before the page shows that it is in use.
        await Eventually.GetAsync(() => http.GetStringAsync(new Uri($"/emails/{id}", UriKind.Relative)), email => email.Contains("\"number\":2", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await dashboard.GoAsync($"/emails/{id}");
        await Expect(dashboard.Steps.Filter(new() { HasText = "Attempt 2: spare provider failed" })).ToBeVisibleAsync();

        await dashboard.GoAsync("/providers");
        await dashboard.Card("spare").GetByRole(AriaRole.Button, new() { Name = "Test the connection of spare" }).ClickAsync();
        await Expect(dashboard.Card("spare").GetByText("It failed")).ToBeVisibleAsync();
        await dashboard.GoAsync("/emails");
        await dashboard.GoAsync("/providers");

        await Expect(dashboard.Card("spare").GetByText(", at auth")).ToBeVisibleAsync();
        await Expect(dashboard.Row("Certificates, secrets and API keys that expire or are old", "spare")).ToContainTextAsync("provider certificate");
        Assert.Empty(dashboard.Alarms);
    }

    [Fact]
    public async Task Domain_shows_its_records_and_what_is_missing()
    {
        await using var dashboard = await OpenAsync(site.ApiKey, "/domains");
        await dashboard.Page.GetByRole(AriaRole.Link, new() { Name = "a-rather-long-name.of-a-department.example" }).ClickAsync();
        await Expect(dashboard.Page.GetByRole(AriaRole.Table, new() { Name = "DKIM keys of the dispatcher" })).ToContainTextAsync("pending");

        await dashboard.Button("Check now").ClickAsync();

        await Expect(dashboard.Row("Records to publish", "DMARC")).ToContainTextAsync("v=DMARC1");
        await Expect(dashboard.Row("Alignment of the providers", "first")).ToBeVisibleAsync();
        await Expect(dashboard.Page.Locator("#news")).ToContainTextAsync("a-rather-long-name.of-a-department.example: ");
        Assert.Empty(dashboard.Alarms);
    }

    [Fact]
    public async Task Domain_is_added_and_removed()
    {
        await using var dashboard = await OpenAsync(DashboardFixture.OtherKey, "/domains");
        await dashboard.Page.GetByLabel("Domain to add").FillAsync("no domain");
        await dashboard.Button("Add").ClickAsync();
        await Expect(dashboard.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("name");

        await dashboard.Page.GetByLabel("Domain to add").FillAsync("added.example");
        await dashboard.Button("Add").ClickAsync();
        await dashboard.Page.GetByRole(AriaRole.Link, new() { Name = "added.example" }).ClickAsync();
        await dashboard.Button("Remove").ClickAsync();
        await dashboard.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();

        await Expect(dashboard.Page.GetByText("There are no domains")).ToBeVisibleAsync();
        Assert.Empty(dashboard.Alarms);
    }

    [Fact]
    public async Task Webhook_shows_what_its_application_answered()
    {
        await using var dashboard = await OpenAsync(site.ApiKey, "/webhooks");
        await dashboard.Page.GetByRole(AriaRole.Link, new() { Name = "http://127.0.0.1:9/hooks/of-an-application-that-is-not-running" }).ClickAsync();
        await Expect(dashboard.Row("Events, newest first", "1")).ToContainTextAsync("email.bounced");

        await dashboard.Button("Answers to event 1").ClickAsync();
        await Expect(dashboard.Page.GetByText("Not connected").First).ToBeVisibleAsync();
        await dashboard.Button("Send a test event").ClickAsync();

        await Expect(dashboard.Page.GetByText("not delivered", new() { Exact = true })).ToBeVisibleAsync();
        Assert.Empty(dashboard.Alarms);
    }

    [Fact]
    public async Task Connection_test_shows_where_it_failed_why_and_what_to_do()
    {
        await using var dashboard = await OpenAsync(site.ApiKey, "/providers");
        var locked = dashboard.Card("locked");

        await locked.GetByRole(AriaRole.Button, new() { Name = "Test the connection of locked" }).ClickAsync();

        await Expect(locked.GetByText("It failed")).ToBeVisibleAsync();
        var stages = locked.GetByRole(AriaRole.List, new() { Name = "Stages of the test" }).GetByRole(AriaRole.Listitem);
        await Expect(stages).ToContainTextAsync(["DNS", "connect", "TLS", "Login", "Sender"]);
        await Expect(stages.Nth(3)).ToContainTextAsync("failed");
        await Expect(stages.Nth(3)).ToContainTextAsync("535");
        await Expect(stages.Nth(4)).ToContainTextAsync("skipped");
        Assert.Equal(["Cause", "Fix"], await locked.Locator(".hint dt").AllTextContentsAsync());
        Assert.All(await locked.Locator(".hint dd").AllTextContentsAsync(), text => Assert.NotEmpty(text));
        await Expect(dashboard.Page.Locator("#news")).ToContainTextAsync("locked: 535");

        await dashboard.Card("second").GetByRole(AriaRole.Button, new() { Name = "Test the connection of second" }).ClickAsync();
        await Expect(dashboard.Card("second").GetByText("It works")).ToBeVisibleAsync();
        Assert.Empty(dashboard.Alarms);
    }

    [Fact]
    public async Task Script_in_subject_name_and_reply_is_text_everywhere()
    {
        await using var dashboard = await OpenAsync(site.ApiKey);

        foreach (var route in (string[])["/", "/emails", $"/emails/{site.FailedOver}"])
        {
            await dashboard.GoAsync(route);
            await Expect(dashboard.Page.GetByText(DashboardFixture.Markup).First).ToBeVisibleAsync();
            await dashboard.SettleAsync();
            Assert.Equal(0, await dashboard.Page.Locator("main img, main script").CountAsync());
        }

        Assert.NotEqual("owned", await dashboard.Page.TitleAsync());
        Assert.Empty(dashboard.Alarms);
    }

    [Fact]
    public async Task Policy_lets_no_markup_and_no_inline_script_run()
    {
        await using var dashboard = await OpenAsync(site.ApiKey);
        await Expect(dashboard.Heading).ToHaveTextAsync("Overview");

        var refused = await dashboard.Page.EvaluateAsync<string[]>(
            """
            [
              () => { document.body.innerHTML = '<b>x</b>'; },
              () => { document.body.setAttribute('onclick', 'document.title = "owned"'); },
              () => { document.createElement('script').src = 'data:text/javascript,'; },
            ].map(breach => { try { breach(); return 'let in'; } catch (fault) { return fault.name; } })
            """);

        Assert.Equal(["TypeError", "TypeError", "TypeError"], refused);
        Assert.NotEmpty(dashboard.Alarms);
    }

    [Fact]
    public async Task Suppression_is_added_found_and_removed()
    {
        await using var dashboard = await OpenAsync(site.ApiKey, "/suppressions");
        const string list = "Addresses on the do-not-send list";
        await Expect(dashboard.Row(list, "gone@example.test")).ToContainTextAsync(DashboardFixture.NoSuchUser);

        await dashboard.Page.GetByLabel("Address to add").FillAsync("stop@example.test");
        await dashboard.Button("Add").ClickAsync();
        await Expect(dashboard.Row(list, "stop@example.test")).ToContainTextAsync("manual");
        await dashboard.Page.GetByLabel("Address to find").FillAsync("Stop@example.test");
        await dashboard.Button("Find").ClickAsync();
        await Expect(dashboard.Page.GetByRole(AriaRole.Table, new() { Name = list }).GetByRole(AriaRole.Rowheader)).ToHaveTextAsync(["stop@example.test"]);
        await dashboard.Button("Remove stop@example.test").ClickAsync();
        await dashboard.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();

        await Expect(dashboard.Page.GetByText("This address is not on the list")).ToBeVisibleAsync();
        Assert.Empty(dashboard.Alarms);
    }

    [Fact]
    public async Task Address_is_exported_and_erased_by_an_admin_only()
    {
        using var http = new HttpClient { BaseAddress = site.Host.BaseUrl, DefaultRequestHeaders = { Authorization = new("Bearer", DashboardFixture.OtherKey) } };
        await SendAsync(http, DashboardFixture.Email("Leaving", "leaver@example.test", scheduledAt: TimeProvider.System.GetUtcNow().AddHours(1).ToString("O", CultureInfo.InvariantCulture)));
        await using var dashboard = await OpenAsync(DashboardFixture.OtherKey, "/emails?recipient=leaver@example.test");

        var file = await dashboard.Page.RunAndWaitForDownloadAsync(() => dashboard.Button("Export all").ClickAsync());
        await dashboard.Button("Erase").ClickAsync();
        await dashboard.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Erase" }).ClickAsync();

        Assert.Equal("personal-data.json", file.SuggestedFilename);
        Assert.Equal("Leaving", JsonDocument.Parse(await File.ReadAllTextAsync(await file.PathAsync(), TestContext.Current.CancellationToken)).RootElement.GetProperty("emails")[0].GetProperty("subject").GetString());
        await Expect(dashboard.Page.GetByRole(AriaRole.Main).GetByText("Erased: 1 email as erased-")).ToBeVisibleAsync();
        await Expect(dashboard.Page.GetByText("No email matches")).ToBeVisibleAsync();
        Assert.Empty(dashboard.Alarms);
        await using var reader = await OpenAsync(DashboardFixture.ReadKey, "/emails?recipient=leaver@example.test");
        await Expect(reader.Page.GetByText("No email matches")).ToBeVisibleAsync();
        await Expect(reader.Button("Erase")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Bounced_email_is_retried_and_scheduled_one_canceled()
    {
        using var http = new HttpClient { BaseAddress = site.Host.BaseUrl, DefaultRequestHeaders = { Authorization = new("Bearer", DashboardFixture.OtherKey) } };
        var bounced = await SendAsync(http, DashboardFixture.Email("Again", "gone@example.test"));
        var scheduled = await SendAsync(http, DashboardFixture.Email("Later", "ada@example.test", scheduledAt: TimeProvider.System.GetUtcNow().AddHours(1).ToString("O", CultureInfo.InvariantCulture)));
        await using var dashboard = await OpenAsync(DashboardFixture.OtherKey, $"/emails/{bounced}");

        // The page updates emails in progress by itself.
        await dashboard.Button("Retry").ClickAsync();
        await dashboard.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Retry" }).ClickAsync();
        await Expect(dashboard.Page.Locator(".lead .pill")).ToHaveTextAsync("suppressed", new() { Timeout = 30_000 });
        await dashboard.GoAsync($"/emails/{scheduled}");
        await Expect(dashboard.Heading).ToHaveTextAsync("Later");
        await dashboard.Button("Cancel email").ClickAsync();
        await dashboard.Button("Yes, cancel it").ClickAsync();

        await Expect(dashboard.Page.Locator(".lead .pill")).ToHaveTextAsync("canceled");
        await Expect(dashboard.Button("Cancel email")).ToHaveCountAsync(0);
        Assert.Empty(dashboard.Alarms);
    }

    private static async Task<string> SendAsync(HttpClient http, string email)
    {
        using var content = new StringContent(email, Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(new Uri("emails", UriKind.Relative), content, Cancellation);
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancellation));
        return answer.RootElement.GetProperty("id").GetString()!;
    }

    private static async Task SearchAsync(DashboardPage dashboard, string text)
    {
        await dashboard.Page.GetByLabel("Recipient or id").FillAsync(text);
        await dashboard.Page.GetByLabel("Recipient or id").PressAsync("Enter");
    }

    /// <summary>Counts the points of the chart that have a colour of the style sheet.</summary>
    private static Task<int> PaintedAsync(DashboardPage dashboard, string colour) => dashboard.Page.EvaluateAsync<int>(
        """
        colour => {
          const canvas = document.querySelector('.plot canvas');
          const painter = canvas.getContext('2d');
          const { data } = painter.getImageData(0, 0, canvas.width, canvas.height);
          const wanted = getComputedStyle(document.documentElement).getPropertyValue(colour).trim();
          const [r, g, b] = [1, 3, 5].map(at => parseInt(wanted.slice(at, at + 2), 16));
          let count = 0;
          for (let at = 0; at < data.length; at += 4) if (data[at] === r && data[at + 1] === g && data[at + 2] === b) count++;
          return count;
        }
        """,
        colour);

    private async Task<DashboardPage> OpenAsync(string? key, string route = "/") =>
        await DashboardPage.OpenAsync(await browser.NewContextAsync(), site.Host.BaseUrl, key, route);
}
