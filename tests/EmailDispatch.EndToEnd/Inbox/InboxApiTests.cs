using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace EmailDispatch.EndToEnd.Inbox;

public sealed class InboxApiTests
{
    [Fact]
    public async Task List_has_envelope_and_headers_newest_first()
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
        Assert.StartsWith("From: Acme <hi@acme.test>\r\n", (string?)newest["headers"], StringComparison.Ordinal);
        Assert.DoesNotContain("Hello", (string?)newest["headers"], StringComparison.Ordinal);
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
    [InlineData("/inbox/lib/azurite/package.json")]
    [InlineData("/inbox/lib/postal-mime/..%2F..%2Fpackage.json")]
    [InlineData("/inbox/lib/postal-mime/..%5C..%5Csrc%5Ctypes.js")]
    public async Task What_is_not_there_is_404(string path)
    {
        await using var site = await InboxSite.StartAsync();

        Assert.Equal(HttpStatusCode.NotFound, (await site.Http.GetAsync(path)).StatusCode);
    }

    [Theory]
    [InlineData("/inbox", "text/html")]
    [InlineData("/inbox/assets/inbox.css", "text/css")]
    [InlineData("/inbox/assets/app.js", "text/javascript")]
    [InlineData("/inbox/lib/postal-mime/postal-mime.js", "text/javascript")]
    [InlineData("/inbox/lib/dompurify/purify.es.mjs", "text/javascript")]
    public async Task Page_and_its_modules_come_with_the_policy(string path, string type)
    {
        await using var site = await InboxSite.StartAsync();

        var response = await site.Http.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(type, response.Content.Headers.ContentType!.MediaType);
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'; script-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-eval", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_without_headers_or_end_is_listed()
    {
        await using var site = await InboxSite.StartAsync();
        await site.PostAsync(Encoding.ASCII.GetBytes("\r\nbody only\r\n"));
        await site.PostAsync(Encoding.ASCII.GetBytes("Subject: no body\r\n"));

        var list = JsonNode.Parse(await site.Http.GetStringAsync("/inbox/messages"))!;

        Assert.Equal(["Subject: no body\r\n", ""], list["messages"]!.AsArray().Select(message => (string?)message!["headers"]));
    }
}
