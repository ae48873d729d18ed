using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.EndToEnd.Inbox;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EmailDispatch.EndToEnd.Dashboard;

/// <summary>The page of usage: its figures are those of the emails, and lead to them.</summary>
[Collection<DashboardCollection>]
public sealed class UsagePageTests(DashboardFixture site, BrowserFixture browser)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("provider", "Usage by provider")]
    [InlineData("provider,tag", "Usage by provider and tag")]
    [InlineData("provider,domain", "Usage by provider and recipient domain")]
    public async Task Figures_equal_an_independent_count_of_the_emails(string by, string table)
    {
        await using var dashboard = await OpenAsync($"/usage?by={by}");
        var rows = dashboard.Page.GetByRole(AriaRole.Table, new() { Name = table, Exact = true }).Locator("tbody tr");
        await Expect(rows.First).ToBeVisibleAsync();

        var shown = new List<string>();
        foreach (var row in await rows.AllAsync())
        {
            var cells = await row.Locator("th, td").AllTextContentsAsync();
            shown.Add($"{cells[0]}: {cells[1]} emails, {cells[2]} attempts, {cells[3]} sent");
        }

        Assert.Equal(await CountAsync(by), shown.Order(StringComparer.Ordinal));
        Assert.Empty(dashboard.Alarms);
    }

    [Fact]
    public async Task Failures_latency_cost_and_the_time_of_the_figures_are_shown()
    {
        await using var dashboard = await OpenAsync("/usage");

        await Expect(dashboard.Row("Failures by category", "recipient unknown")).ToContainTextAsync("50 %");
        await Expect(dashboard.Row("Failures by category", "sender not allowed")).ToContainTextAsync("50 %");
        await Expect(dashboard.Page.GetByRole(AriaRole.Img, new() { Name = "Time to send of the last 24 hours. Median" })).ToBeVisibleAsync();
        await Expect(dashboard.Page.GetByRole(AriaRole.Img, new() { Name = "Attempts of the last 24 hours by provider, by the hour. first: 5, second: 1." })).ToBeVisibleAsync();
        await Expect(dashboard.Tile("Cost")).ToContainTextAsync("€1.50");
        await Expect(dashboard.Row("Usage by provider", "first")).ToContainTextAsync("€1.50");
        await Expect(dashboard.Row("Usage by provider", "second").GetByRole(AriaRole.Cell).Last).ToHaveTextAsync("–");
        await Expect(dashboard.Page.GetByText("Complete as of")).ToBeVisibleAsync();
        await dashboard.Card("Time to send").GetByText("Figures as a table").ClickAsync();
        await Expect(dashboard.Page.GetByRole(AriaRole.Table, new() { Name = "Time to send of the last 24 hours" }).GetByRole(AriaRole.Row)).ToHaveCountAsync(25);
        Assert.Empty(dashboard.Alarms);
    }

    [Fact]
    public async Task Grouping_is_chosen_and_a_value_leads_to_its_emails()
    {
        await using var dashboard = await OpenAsync("/usage?range=7d");

        await dashboard.Page.GetByLabel("Group by").SelectOptionAsync("provider and tag");
        await dashboard.Button("Show").ClickAsync();
        await Expect(dashboard.Button("Show")).ToBeFocusedAsync();
        Assert.EndsWith("#/usage?range=7d&by=provider%2Ctag", dashboard.Page.Url, StringComparison.Ordinal);
        await dashboard.Page.GetByRole(AriaRole.Link, new() { Name = "first · flow:receipt" }).ClickAsync();

        await Expect(dashboard.Emails).ToHaveTextAsync(["Your receipt"]);
        Assert.Empty(dashboard.Alarms);
    }

    [Fact]
    public async Task Csv_has_the_lines_of_the_page()
    {
        await using var dashboard = await OpenAsync("/usage?by=provider,tag", DashboardFixture.ReadKey);
        await Expect(dashboard.Row("Usage by provider and tag", "first · flow:receipt")).ToBeVisibleAsync();

        var download = await dashboard.Page.RunAndWaitForDownloadAsync(() => dashboard.Button("Download CSV").ClickAsync());

        var csv = await File.ReadAllLinesAsync(await download.PathAsync(), Cancellation);
        Assert.Equal("usage-by-provider-tag.csv", download.SuggestedFilename);
        Assert.StartsWith("period,value,accepted,", csv[0], StringComparison.Ordinal);
        Assert.Contains(csv, line => line.Contains("Z,first,1,1,", StringComparison.Ordinal) && line.Contains(",flow:receipt,0.5,", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tenant_without_emails_sees_so()
    {
        await using var dashboard = await OpenAsync("/usage?by=constructor&range=toString", DashboardFixture.EmptyKey);

        await Expect(dashboard.Card("By provider").GetByText("No figures in this time")).ToBeVisibleAsync();
        await Expect(dashboard.Card("Time to send").GetByText("Nothing was sent in this time")).ToBeVisibleAsync();
        await Expect(dashboard.Card("Failures by category").GetByText("No attempt failed")).ToBeVisibleAsync();
        await Expect(dashboard.Tile("Cost")).ToContainTextAsync("nothing sent at a known price");
        Assert.Empty(dashboard.Alarms);
    }

    [Fact]
    public async Task Quotas_of_the_tenant_are_shown_to_a_key_that_may_read_and_not_where_there_are_none()
    {
        await using var dashboard = await OpenAsync("/usage", DashboardFixture.ReadKey);
        await using var without = await OpenAsync("/usage", DashboardFixture.EmptyKey);

        await Expect(dashboard.Row("Sending quotas", "All of the tenant")).ToContainTextAsync("100,000");
        await Expect(without.Card("Failures by category").GetByText("No attempt failed")).ToBeVisibleAsync();
        await Expect(without.Page.GetByRole(AriaRole.Heading, new() { Name = "Sending quotas" })).ToHaveCountAsync(0);
        Assert.Empty(dashboard.Alarms);
        Assert.Empty(without.Alarms);
    }

    [Fact]
    public async Task Quota_that_will_be_used_up_says_about_when()
    {
        await using var dashboard = await OpenAsync("/usage");
        await dashboard.Page.RouteAsync("**/providers", async route =>
        {
            var response = await route.FetchAsync();
            var list = JsonNode.Parse(await response.TextAsync())!;
            list["data"]![0]!["quotas"] = JsonNode.Parse("""[{"period":"day","limit":100,"left":40,"resets_at":"2026-03-11T00:00:00+00:00","exhausted_at":"2026-03-10T16:10:00+00:00"}]""");
            await route.FulfillAsync(new() { Response = response, Body = list.ToJsonString() });
        });

        await dashboard.GoAsync("/providers");

        await Expect(dashboard.Card("first")).ToContainTextAsync("40 of 100 left, at this rate used up about 10 Mar");
        Assert.Empty(dashboard.Alarms);
    }

    private async Task<IEnumerable<string>> CountAsync(string by)
    {
        using var client = new EmailClient(site.Host);
        var (_, list) = await client.GetAsync("emails?limit=100", Cancellation);
        var tries = new List<(string Key, string Email, bool IsSent)>();
        foreach (var id in list.GetProperty("data").EnumerateArray().Select(email => email.GetProperty("id").GetString()!))
        {
            var (_, email) = await client.GetAsync($"emails/{id}", Cancellation);
            foreach (var attempt in email.GetProperty("attempts").EnumerateArray())
                tries.AddRange(Seconds(email, by).Select(second => (attempt.GetProperty("provider").GetString() + second, id, attempt.GetProperty("outcome").GetString() is "sent" or "partial")));
        }

        return tries.GroupBy(t => t.Key)
            .Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Key}: {g.Select(t => t.Email).Distinct().Count()} emails, {g.Count()} attempts, {g.Count(t => t.IsSent)} sent"))
            .Order(StringComparer.Ordinal);
    }

    private static IEnumerable<string> Seconds(JsonElement email, string by) => by switch
    {
        "provider,tag" => email.GetProperty("tags").EnumerateArray().Select(tag => $" · {tag.GetProperty("name").GetString()}:{tag.GetProperty("value").GetString()}"),
        "provider,domain" => email.GetProperty("recipients").EnumerateArray().Select(r => $" · {r.GetProperty("address").GetString()!.Split('@')[1]}").Distinct(),
        _ => [""],
    };

    private async Task<DashboardPage> OpenAsync(string route, string? key = null) =>
        await DashboardPage.OpenAsync(await browser.NewContextAsync(), site.Host.BaseUrl, key ?? site.ApiKey, route);
}
