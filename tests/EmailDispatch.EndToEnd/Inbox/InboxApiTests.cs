using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace EmailDispatch.EndToEnd.Inbox;

public sealed class InboxApiTests
{
    [Fact]
    public async Task List_has_envelope_and_header_fields_newest_first()
    {
        await using var site = await InboxSite.StartAsync();
        await site.PostAsync(Letters.Plain("First"));
        await site.PostAsync(Letters.Plain("Second"), "to@x.test", "bounce@x.test");

        var list = JsonNode.Parse(await site.Http.GetStringAsync("/inbox/messages"))!;

        Assert.Equal([2, 1], list["messages"]!.AsArray().Select(message => (int)message!["number"]!));
        Assert.Equal((2, 1), ((int)list["count"]!, (int)list["oldest"]!));
        Assert.Equal(site.Sandbox.Port, (int)list["servers"]![0]!["port"]!);
        var newest = list["messages"]![0]!;
        Assert.Equal("sender@acme.test", (string?)newest["sender"]);
        Assert.Equal(["to@x.test", "bounce@x.test"], newest["recipients"]!.AsArray().Select(recipient => (string?)recipient!["address"]));
        Assert.Equal([true, false], newest["recipients"]!.AsArray().Select(recipient => (bool)recipient!["accepted"]!));
        Assert.Equal("Second", (string?)newest["subject"]);
        Assert.Equal("""[{"name":"Acme","address":"hi@acme.test"}]""", newest["from"]!.ToJsonString());
        Assert.Equal("""[{"name":"Ann","address":"to@x.test"}]""", newest["to"]!.ToJsonString());
        Assert.DoesNotContain("Hello", newest.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "evil.test", null, HttpStatusCode.Forbidden)]
    [InlineData("GET", "127.0.0.1.evil.test", null, HttpStatusCode.Forbidden)]
    [InlineData("GET", "192.168.1.5", null, HttpStatusCode.Forbidden)]
    [InlineData("GET", "localhost", null, HttpStatusCode.OK)]
    [InlineData("GET", "127.0.0.1", null, HttpStatusCode.OK)]
    [InlineData("DELETE", "127.0.0.1", null, HttpStatusCode.NoContent)]
    [InlineData("DELETE", "127.0.0.1", "http://evil.test", HttpStatusCode.Forbidden)]
    [InlineData("DELETE", "127.0.0.1", "null", HttpStatusCode.Forbidden)]
    [InlineData("DELETE", "127.0.0.1", "http://127.0.0.1", HttpStatusCode.NoContent)]
    [InlineData("DELETE", "evil.test", "http://evil.test", HttpStatusCode.Forbidden)]
    public async Task Request_under_another_name_or_from_another_site_is_refused(string method, string host, string? origin, HttpStatusCode expected)
    {
        await using var site = await InboxSite.StartAsync();
        await site.PostAsync(Letters.Plain("First"));
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri("/inbox/messages", UriKind.Relative));
        request.Headers.Host = host;
        if (origin is not null)
            request.Headers.Add("Origin", origin);

        var answer = await site.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal(expected == HttpStatusCode.NoContent ? 0 : 1, site.Sandbox.Inbox.Count);
    }

    [Fact]
    public async Task List_after_a_number_has_the_later_ones_only()
    {
        await using var site = await InboxSite.StartAsync();
        await site.PostAsync(Letters.Plain("First"));
        await site.PostAsync(Letters.Plain("Second"));

        var list = JsonNode.Parse(await site.Http.GetStringAsync("/inbox/messages?after=1"))!;

        Assert.Equal(2, (int)Assert.Single(list["messages"]!.AsArray())!["number"]!);
    }

    [Fact]
    public async Task Raw_download_is_byte_exact()
    {
        byte[] message = [.. "Subject: Bytes\r\n\r\n"u8, .. Enumerable.Range(0, 256).Select(i => (byte)i), .. "\r\n.dot\r\n"u8];
        await using var site = await InboxSite.StartAsync();
        await site.PostAsync(message);

        var response = await site.Http.GetAsync("/inbox/messages/1/raw");

        Assert.Equal(message, await response.Content.ReadAsByteArrayAsync());
        Assert.Equal("message/rfc822", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("email-1.eml", response.Content.Headers.ContentDisposition!.FileName);
        Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
    }

    [Fact]
    public async Task Delete_empties_the_inbox()
    {
        await using var site = await InboxSite.StartAsync();
        await site.PostAsync(Letters.Plain("First"));

        var answer = await site.Http.DeleteAsync("/inbox/messages");

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        var list = JsonNode.Parse(await site.Http.GetStringAsync("/inbox/messages"))!;
        Assert.Empty(list["messages"]!.AsArray());
        Assert.Null(list["oldest"]);
        Assert.Equal(HttpStatusCode.NotFound, (await site.Http.GetAsync("/inbox/messages/1")).StatusCode);
    }

    [Theory]
    [InlineData("/inbox/messages/9")]
    [InlineData("/inbox/messages/9/raw")]
    [InlineData("/inbox/messages/abc")]
    [InlineData("/inbox/assets/nothing.js")]
    [InlineData("/inbox/messages/9/html")]
    [InlineData("/inbox/messages/9/checks")]
    [InlineData("/inbox/messages/9/attachments/1")]
    [InlineData("/inbox/messages/1/html")]
    [InlineData("/inbox/messages/1/attachments/0")]
    [InlineData("/inbox/messages/1/attachments/1")]
    [InlineData("/inbox/assets/..%2F..%2Fpackage.json")]
    [InlineData("/inbox/assets/..%5Capp.js")]
    public async Task What_is_not_there_is_404(string path)
    {
        await using var site = await InboxSite.StartAsync();
        await site.PostAsync(Letters.Plain("First"));

        Assert.Equal(HttpStatusCode.NotFound, (await site.Http.GetAsync(path)).StatusCode);
    }

    [Theory]
    [InlineData("/inbox", "text/html")]
    [InlineData("/inbox/assets/inbox.css", "text/css")]
    [InlineData("/inbox/assets/app.js", "text/javascript")]
    [InlineData("/inbox/assets/elements.js", "text/javascript")]
    [InlineData("/inbox/assets/format.js", "text/javascript")]
    [InlineData("/inbox/messages", "application/json")]
    public async Task Page_and_its_modules_come_with_the_policy(string path, string type)
    {
        await using var site = await InboxSite.StartAsync();

        var response = await site.Http.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(type, response.Content.Headers.ContentType!.MediaType);
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("trusted-types 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_without_headers_or_end_is_listed()
    {
        await using var site = await InboxSite.StartAsync();
        await site.PostAsync(Encoding.ASCII.GetBytes("\r\nbody only\r\n"));
        await site.PostAsync(Encoding.ASCII.GetBytes("Subject: no body\r\n"));

        var list = JsonNode.Parse(await site.Http.GetStringAsync("/inbox/messages"))!;

        Assert.Equal(["no body", ""], list["messages"]!.AsArray().Select(message => (string?)message!["subject"]));
        Assert.Equal("body only\r\n", (string?)JsonNode.Parse(await site.Http.GetStringAsync("/inbox/messages/1"))!["text"]);
    }

    [Theory]
    [InlineData("GET", "/inbox/messages/1")]
    [InlineData("GET", "/inbox/messages/1/raw")]
    [InlineData("GET", "/inbox/messages/1/html?images=true")]
    [InlineData("GET", "/inbox/messages/1/attachments/1")]
    [InlineData("GET", "/inbox/messages/1/checks")]
    [InlineData("GET", "/inbox/messages?text=secret&wait=30")]
    [InlineData("POST", "/inbox/messages/1/checks/links")]
    [InlineData("DELETE", "/inbox/messages/1")]
    [InlineData("DELETE", "/inbox/messages?to=x.test")]
    public async Task Pages_of_other_sites_get_nothing_and_change_nothing(string method, string path)
    {
        (string Name, string Value)[][] foreign =
        [
            [("Host", "evil.test")],
            [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Dest", "image")],
            [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Dest", "document")],
            [("Sec-Fetch-Site", "same-site"), ("Origin", "http://localhost:3000")],
            .. method == "GET" ? (IEnumerable<(string, string)[]>)[] : [[("Origin", "http://localhost:3000")], [("Origin", "null")]],
        ];
        await using var site = await InboxSite.StartAsync();
        await site.PostAsync(Letters.Rich("First", "<p>Hi</p>", "a.pdf", [1]));

        foreach (var headers in foreign)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
            foreach (var (name, value) in headers)
                request.Headers.TryAddWithoutValidation(name, value);

            using var answer = await site.Http.SendAsync(request, TestContext.Current.CancellationToken);

            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }

        Assert.Equal(1, site.Sandbox.Inbox.Count);
    }

    [Fact]
    public async Task Link_of_another_site_may_open_the_page()
    {
        await using var site = await InboxSite.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/inbox", UriKind.Relative));
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        request.Headers.Add("Sec-Fetch-Dest", "document");

        using var answer = await site.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
