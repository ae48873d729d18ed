using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using EmailDispatch.LocalHost.Inbox.Checks;
using EmailDispatch.LocalHost.Inbox.Mail;

namespace EmailDispatch.EndToEnd.Inbox;

/// <summary>Whatever a message is made of, reading it takes bounded time and memory, and the rest of the inbox stays readable.</summary>
public sealed class HostileMessageTests
{
    private const int Megabyte = 1024 * 1024;

    // Far more than is needed, and far less than reading without limits would take.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static TheoryData<string> Shapes =>
    [
        "10,000 parts", "a million parts", "nested multiparts", "nested messages", "25 MB of text", "25 MB of HTML", "25 MB attachment", "header fields",
        "one long header field", "long header fields of parts", "addresses", "groups in groups", "encoded words", "parameters", "tags", "attributes", "links", "styles", "cid images", "comments",
    ];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Message_is_read_in_bounded_time_and_memory(string shape)
    {
        var email = Letters.Received(Message(shape));
        var started = Stopwatch.GetTimestamp();
        var before = GC.GetAllocatedBytesForCurrentThread();

        var parsed = ParsedEmail.Of(email);
        var report = MessageReport.Of(email);
        var frame = FrameContent.Of(email, remoteImages: true);
        _ = parsed.SearchText;

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{shape}: {email.Content.Length} bytes, {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s, {allocated / Megabyte} MB"));
        Assert.True(Stopwatch.GetElapsedTime(started) < Patience, $"{Stopwatch.GetElapsedTime(started)}");
        Assert.True(allocated < 400 * Megabyte, $"{allocated / Megabyte} MB allocated");
        Assert.True(parsed.Attachments.Count <= MessageLimits.MaxParts && parsed.To.Count <= MessageLimits.MaxAddresses);
        Assert.True(report.Links.Count <= 2 * MessageLimits.MaxLinks);
        Assert.True(frame.Length < 64 * Megabyte, $"{frame.Length}");
    }

    [Fact]
    public async Task Ten_thousand_parts_are_cut_off_and_said_so_while_the_source_is_whole()
    {
        await using var site = await InboxSite.StartAsync();
        var message = Encoding.Latin1.GetBytes(Message("10,000 parts"));
        await site.PostAsync(message);
        await site.PostAsync(Letters.Plain("Second"));

        var list = JsonNode.Parse(await site.Http.GetStringAsync("/inbox/messages?search=many"))!;
        var email = JsonNode.Parse(await site.Http.GetStringAsync("/inbox/messages/1"))!;

        Assert.Equal("Many", (string?)Assert.Single(list["messages"]!.AsArray())!["subject"]);
        Assert.True((bool)email["truncated"]!);
        Assert.InRange(email["attachments"]!.AsArray().Count, 1, MessageLimits.MaxParts);
        Assert.Equal(HttpStatusCode.OK, (await site.Http.GetAsync("/inbox/messages/1/attachments/1")).StatusCode);
        Assert.Equal(message, await site.Http.GetByteArrayAsync("/inbox/messages/1/raw"));
    }

    [Theory]
    [InlineData("no-such-charset", "caf\u00e9")]
    [InlineData("utf-7", "caf\u00e9")]
    [InlineData("\"\"", "caf\u00e9")]
    [InlineData("us-ascii", "caf")]
    [InlineData("utf-8", "caf")]
    [InlineData("iso-8859-1", "caf\u00e9")]
    [InlineData("windows-1252", "caf\u00e9")]
    [InlineData("utf-16", "")]
    public async Task Bad_charset_is_read_as_well_as_may_be(string charset, string expected)
    {
        await using var site = await InboxSite.StartAsync();
        await site.PostAsync(Encoding.Latin1.GetBytes(
            $"Subject: =?{charset}?Q?caf=E9?=\r\nContent-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: 8bit\r\n\r\ncaf\u00e9 \u00ed\u00a0\u0080\r\n"));

        var email = JsonNode.Parse(await site.Http.GetStringAsync("/inbox/messages/1"))!;

        Assert.StartsWith(expected, (string?)email["text"], StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await site.Http.GetAsync("/inbox/messages")).StatusCode);
    }

    [Theory]
    [InlineData("Content-Type: multipart/mixed\n\nWithout a boundary")]
    [InlineData("Content-Type: multipart/mixed; boundary=\"a\"\n\nWithout a boundary")]
    [InlineData("Content-Type: multipart/mixed; boundary=\"\"\n\n--\n\nWithout a boundary")]
    [InlineData("Content-Type: ;;;===\n\nWithout a boundary")]
    [InlineData("Subject: a\nno header field\n\nWithout a boundary")]
    [InlineData("\nWithout a boundary")]
    public async Task Malformed_message_is_listed_and_its_content_is_there(string message)
    {
        await using var site = await InboxSite.StartAsync();
        await site.PostAsync(message + "\n");

        var list = JsonNode.Parse(await site.Http.GetStringAsync("/inbox/messages"))!;
        var email = JsonNode.Parse(await site.Http.GetStringAsync("/inbox/messages/1"))!;

        Assert.Single(list["messages"]!.AsArray());
        var content = (string?)email["text"] ?? await site.Http.GetStringAsync("/inbox/messages/1/attachments/1");
        Assert.Contains("Without a boundary", content, StringComparison.Ordinal);
    }

    private static string Message(string shape)
    {
        const string Head = "From: a@x.test\r\nTo: b@x.test\r\nSubject: Many\r\nMIME-Version: 1.0\r\n";
        const string Html = Head + "Content-Type: text/html; charset=utf-8\r\n\r\n";
        return shape switch
        {
            "10,000 parts" => $"{Head}Content-Type: multipart/mixed; boundary=b\r\n\r\n{Repeat("--b\r\nContent-Type: image/png\r\n\r\nx\r\n", 10_000)}--b--\r\n",
            "a million parts" => $"{Head}Content-Type: multipart/mixed; boundary=b\r\n\r\n{Repeat("--b\r\n\r\n", 1_000_000)}--b--\r\n",
            "nested multiparts" => $"{Head}{string.Concat(Enumerable.Range(0, 20_000).Select(i => $"Content-Type: multipart/mixed; boundary=b{i}\r\n\r\n--b{i}\r\n"))}Hi\r\n",
            "nested messages" => $"{Head}{Repeat("Content-Type: message/rfc822\r\n\r\n", 50_000)}Hi\r\n",
            "25 MB of text" => $"{Head}\r\n{Repeat("All work and no play. \u00e9 https://x.test/a\r\n", 25 * Megabyte / 41)}",
            "25 MB of HTML" => $"{Html}{Repeat("<p>All work and no play. \u00e9</p>\r\n", 25 * Megabyte / 34)}",
            "25 MB attachment" => $"{Head}Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n{Repeat(new string('A', 76) + "\r\n", 25 * Megabyte / 78)}",
            "header fields" => $"{Head}{Repeat("a:\r\n", 5_000_000)}\r\nHi\r\n",
            "one long header field" => $"{Head}X-Long: {Repeat("abcdefgh\r\n ", 2_000_000)}\r\n\r\nHi\r\n",
            "long header fields of parts" => $"{Head}Content-Type: multipart/mixed; boundary=b\r\n\r\n{Repeat($"--b\r\nX-Long: {Repeat("abcdefgh\r\n ", 100_000)}\r\n\r\nx\r\n", 20)}--b--\r\n",
            "addresses" => $"From: a@x.test\r\nTo: {Repeat("a,\r\n ", 60_000)}b@x.test\r\n\r\nHi\r\n",
            "groups in groups" => $"From: a@x.test\r\nTo: {Repeat("a:((\"\r\n ", 30_000)}\r\n\r\nHi\r\n",
            "encoded words" => $"From: {Repeat("=?utf-8?Q?=C3?=\r\n ", 12_000)} <a@x.test>\r\nSubject: {Repeat("=?utf-7?B?=?=\r\n =?", 1_000)}\r\n\r\nHi\r\n",
            "parameters" => $"{Head}Content-Type: text/plain; {string.Concat(Enumerable.Range(0, 9_000).Select(i => $"a*{i}*=x;\r\n "))}b=c\r\n\r\nHi\r\n",
            "tags" => $"{Html}{Repeat("<b><i><svg><a>\r\n", 2 * Megabyte / 16)}",
            "attributes" => $"{Html}<p {string.Concat(Enumerable.Range(0, 200_000).Select(i => $"a{i}=1\r\n"))}>",
            "links" => $"{Html}{Repeat("<a href='https://a.test/'>a.b.c.d.e.f.g\r\n", 50_000)}",
            "styles" => $"{Html}<style>{Repeat("/* background:url( @import \r\n", 20_000)}</style>{Repeat("<p style='background : x url('>\r\n", 30_000)}",
            "cid images" => $"{Head}Content-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n{Repeat("<img src=cid:x>\r\n", 100_000)}"
                + $"--b\r\nContent-Type: image/png\r\nContent-ID: <x>\r\nContent-Transfer-Encoding: base64\r\n\r\n{Repeat(new string('A', 76) + "\r\n", 100_000)}--b--\r\n",
            "comments" => $"{Html}{Repeat("<!-- <!--[if mso]> <![CDATA[ \r\n", 50_000)}",
            _ => throw new ArgumentOutOfRangeException(nameof(shape)),
        };

        static string Repeat(string text, int times) => new StringBuilder(text.Length * times).Insert(0, text, times).ToString();
    }
}
