using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace EmailDispatch.EndToEnd.Inbox;

/// <summary>How tests find and wait for emails.</summary>
public sealed class InboxQueryTests
{
    [Theory]
    [InlineData("to=ANN", 2)]
    [InlineData("to=hidden@x.test", 1)]
    [InlineData("to=cy@", 2)]
    [InlineData("from=asahi@acme.test", 2)]
    [InlineData("from=%E3%81%82%E3%81%95%E3%81%B2", 2)]
    [InlineData("from=sender@acme.test", 3)]
    [InlineData("subject=weekly", 1)]
    [InlineData("text=%E3%81%93%E3%82%93", 2)]
    [InlineData("text=confirm%20your%20%20address", 1)]
    [InlineData("search=order%20cy@x.test%20confirm", 1)]
    [InlineData("search=order%20confirm%20nowhere", 0)]
    [InlineData("subject=order&to=hidden@x.test", 0)]
    [InlineData("since=2020-01-01", 3)]
    [InlineData("since=2099-01-01T00:00:00+01:00", 0)]
    public async Task Filters_narrow_the_list(string query, int expected)
    {
        await using var site = await InboxSite.StartAsync();
        await site.PostAsync(Letters.Plain("Weekly news").Replace("Ann <to@x.test>", "list@x.test", StringComparison.Ordinal), "hidden@x.test");
        await site.PostAsync(Letters.Rich("Order", "<p>Please con<b>firm</b>\n your address</p><style>.nowhere {}</style>", "a.pdf", [1]));
        await site.PostAsync(Letters.Rich("Receipt", "<p>Thanks</p>", "a.pdf", [1]));

        var list = await ListAsync(site, query);

        Assert.Equal(expected, list["messages"]!.AsArray().Count);
        Assert.Equal(3, (int)list["count"]!);
    }

    [Fact]
    public async Task Since_excludes_what_came_before()
    {
        await using var site = await InboxSite.StartAsync();
        await site.PostAsync(Letters.Plain("First"));
        await site.PostAsync(Letters.Plain("Second"));
        var second = site.Sandbox.Inbox.After()[0].ReceivedAt;

        var list = await ListAsync(site, $"since={Uri.EscapeDataString(second.ToString("O", CultureInfo.InvariantCulture))}");

        Assert.Equal("Second", (string?)Assert.Single(list["messages"]!.AsArray())!["subject"]);
    }

    [Theory]
    [InlineData("GET", "subjet=Order", "Unknown parameter 'subjet'. Known: to, from, subject, text, search, since, after, wait.")]
    [InlineData("GET", "to=", "to must have one value.")]
    [InlineData("GET", "to=a&to=b", "to must have one value.")]
    [InlineData("GET", "wait=31", "wait must be a number of seconds, at most 30.")]
    [InlineData("GET", "wait=-1", "wait must be a number of seconds, at most 30.")]
    [InlineData("GET", "since=yesterday", "since must be a time such as 2026-12-01T09:00:00Z.")]
    [InlineData("GET", "after=x", "after must be the number of an email.")]
    [InlineData("DELETE", "form=asahi", "Unknown parameter 'form'. Known: to, from, subject, text, search, since.")]
    [InlineData("DELETE", "to=%20", "to must have one value.")]
    [InlineData("DELETE", "wait=1", "Unknown parameter 'wait'. Known: to, from, subject, text, search, since.")]
    public async Task Wrong_query_is_told_and_deletes_nothing(string method, string query, string message)
    {
        await using var site = await InboxSite.StartAsync();
        await site.PostAsync(Letters.Plain("First"));
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri($"/inbox/messages?{query}", UriKind.Relative));

        using var answer = await site.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.BadRequest, message), (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
        Assert.Equal(1, site.Sandbox.Inbox.Count);
    }

    [Fact]
    public async Task Wait_answers_as_soon_as_an_email_matches()
    {
        await using var site = await InboxSite.StartAsync();
        await site.PostAsync(Letters.Plain("Welcome"));
        var waiting = ListAsync(site, "subject=invoice&wait=30");
        await site.PostAsync(Letters.Plain("Newsletter"));

        await site.PostAsync(Letters.Plain("Your invoice"));

        var found = await waiting.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Equal("Your invoice", (string?)Assert.Single(found["messages"]!.AsArray())!["subject"]);
    }

    [Fact]
    public async Task Wait_answers_at_once_if_an_email_is_there_and_with_none_in_the_end()
    {
        await using var site = await InboxSite.StartAsync();
        await site.PostAsync(Letters.Plain("Welcome"));

        var there = await ListAsync(site, "subject=welcome&wait=30").WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        var nothing = await ListAsync(site, "subject=invoice&wait=1");

        Assert.Single(there["messages"]!.AsArray());
        Assert.Empty(nothing["messages"]!.AsArray());
    }

    [Fact]
    public async Task Delete_takes_one_email_or_those_that_match()
    {
        await using var site = await InboxSite.StartAsync();
        foreach (var subject in (string[])["Order 1", "Order 2", "Receipt", "Welcome"])
            await site.PostAsync(Letters.Plain(subject));

        var one = await site.Http.DeleteAsync("/inbox/messages/3");
        var again = await site.Http.DeleteAsync("/inbox/messages/3");
        var several = await site.Http.DeleteAsync("/inbox/messages?subject=order");

        Assert.Equal(
            (HttpStatusCode.NoContent, HttpStatusCode.NotFound, HttpStatusCode.NoContent), (one.StatusCode, again.StatusCode, several.StatusCode));
        Assert.Equal([4], site.Sandbox.Inbox.After().Select(email => email.Number));
        Assert.Equal(3, (int)(await ListAsync(site, "after=0"))["deletions"]!);
    }

    [Fact]
    public async Task Email_is_answered_in_its_parts()
    {
        byte[] file = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        await using var site = await InboxSite.StartAsync(
            ("Providers:0:Name", "primary"), ("Providers:0:Host", "127.0.0.1"), ("Providers:0:Port", "1"),
            ("Providers:1:Name", "fallback"), ("Providers:1:Host", "localhost"), ("Providers:1:EhloName", "client.test"));
        site.Configure("Providers:1:Port", $"{site.Sandbox.Port}");
        await site.PostAsync(Letters.Rich("Order", "<a href=\"https://shop.test/1\">Track</a><img src=\"https://shop.test/a.png\">", "請求書.pdf", file), "to@x.test", "hidden@x.test");

        var email = JsonNode.Parse(await site.Http.GetStringAsync("/inbox/messages/1"))!;
        using var attachment = await site.Http.GetAsync("/inbox/messages/1/attachments/2", TestContext.Current.CancellationToken);

        Assert.Equal(("Order", "1@acme.test", "fallback"), ((string?)email["subject"], (string?)email["message_id"], (string?)email["provider"]));
        Assert.Equal(DateTimeOffset.Parse("2026-12-01T09:00:00Z", CultureInfo.InvariantCulture), (DateTimeOffset)email["date"]!);
        Assert.Equal(["to@x.test", "bo@x.test"], email["to"]!.AsArray().Select(address => (string?)address!["address"]));
        Assert.Equal("cy@x.test help@acme.test", $"{email["cc"]![0]!["address"]} {email["reply_to"]![0]!["address"]}");
        Assert.Equal(["to@x.test", "hidden@x.test"], email["recipients"]!.AsArray().Select(recipient => (string?)recipient!["address"]));
        Assert.Equal("こんにちは – مرحبا – 🎉", ((string?)email["text"])!.Trim());
        Assert.Equal(["https://shop.test/1 Track"], email["links"]!.AsArray().Select(link => $"{link!["url"]} {link["text"]}"));
        Assert.Equal((1, false), ((int)email["remote_images"]!, (bool)email["truncated"]!));
        Assert.Contains(email["headers"]!.AsArray(), header => (string?)header!["name"] == "Reply-To" && (string?)header["value"] == "help@acme.test");
        Assert.Equal(
            ["1 logo.png image/png 73 logo@acme.test", "2 請求書.pdf application/pdf 256 "],
            email["attachments"]!.AsArray().Select(file => $"{file!["number"]} {file["file_name"]} {file["content_type"]} {file["size"]} {file["content_id"]}"));
        Assert.Equal(file, await attachment.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal("application/octet-stream", attachment.Content.Headers.ContentType!.MediaType);
        Assert.Equal("請求書.pdf", attachment.Content.Headers.ContentDisposition!.FileNameStar);
    }

    private static async Task<JsonNode> ListAsync(InboxSite site, string query) => JsonNode.Parse(await site.Http.GetStringAsync($"/inbox/messages?{query}"))!;
}
