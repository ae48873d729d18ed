using System.Text;
using System.Xml;
using Azure;
using EmailDispatch.Emails;
using EmailDispatch.Queueing;
using EmailDispatch.Status;

namespace EmailDispatch.Tests.Queueing;

public sealed class DispatchMessageTests
{
    [Fact]
    public void Message_is_read_back_as_it_was_written()
    {
        var message = New(new Email
        {
            From = new EmailAddress("a@example.com", "A, B"),
            To = [new EmailAddress("b@example.com")],
            Bcc = [new EmailAddress("c@example.com")],
            Subject = "日本語 <&> \"quoted\"",
            Text = "line\r\nline",
            Headers = [new EmailHeader("X-A", "1")],
            Attachments = [new Attachment("a.bin", [0, 1, 254, 255], "application/octet-stream", "cid")],
            Tags = [new Tag("flow", "signup")],
        });

        var read = DispatchMessage.Parse(message.Serialize());

        Assert.Equal(message.Serialize(), read.Serialize());
        Assert.Equal([0, 1, 254, 255], read.Payload!.Attachments[0].Content);
        Assert.Equal("日本語 <&> \"quoted\"", read.Payload.Subject);
        Assert.Empty(read.Payload.Cc);
    }

    [Fact]
    public void Text_beyond_ascii_is_not_escaped()
    {
        var message = New(new Email { From = new EmailAddress("a@example.com"), To = [new EmailAddress("b@example.com")], Subject = "日本語", Text = "" });

        Assert.Contains("日本語", message.Serialize(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_character_survives_the_xml_of_the_queue()
    {
        var everything = string.Concat(Enumerable.Range(1, 0xD7FF).Concat(Enumerable.Range(0xE000, 0x2000)).Select(c => (char)c));
        var message = New(new Email
        {
            From = new EmailAddress("a@example.com"),
            To = [new EmailAddress("b@example.com")],
            Subject = "",
            Text = everything + "\U0001F600\U0010FFFF",
        });

        var json = message.Serialize();

        Assert.DoesNotContain(json, character => !XmlConvert.IsXmlChar(character) && !char.IsSurrogate(character));
        Assert.Equal(message.Payload!.Text, DispatchMessage.Parse(json).Payload!.Text);
    }

    public static TheoryData<string> Samples => [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Queueing", "Samples"), "*.json").Select(f => Path.GetFileName(f)!)];

    /// <summary>Messages wait on queues for days and across releases: what was ever written stays readable.</summary>
    [Theory]
    [MemberData(nameof(Samples))]
    public void Sample_of_an_earlier_release_is_readable(string file)
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Queueing", "Samples", file), Encoding.UTF8);

        var message = DispatchMessage.Parse(text);

        Assert.Equal("0195a1b2-c3d4-7e5f-8a6b-1c2d3e4f5061", message.Id);
        Assert.Equal("default", message.Tenant);
        Assert.True(message.Payload is { Subject: "Receipt", Cc.Count: 0 } || message.Blob == "20260304/0195a1b2-c3d4-7e5f-8a6b-1c2d3e4f5061");
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("hello")]
    [InlineData("""{"v":2,"id":"0195a1b2-c3d4-7e5f-8a6b-1c2d3e4f5061","tenant":"default","attempt":1,"etag":"x","blob":"b"}""")]
    [InlineData("""{"v":1,"id":"1","tenant":"default","attempt":1,"etag":"x","blob":"b"}""")]
    [InlineData("""{"v":1,"id":"0195a1b2-c3d4-7e5f-8a6b-1c2d3e4f5061","tenant":"default","attempt":0,"etag":"x","blob":"b"}""")]
    [InlineData("""{"v":1,"id":"0195a1b2-c3d4-7e5f-8a6b-1c2d3e4f5061","tenant":"default","attempt":1,"etag":"x"}""")]
    [InlineData("""{"v":1,"id":"0195a1b2-c3d4-7e5f-8a6b-1c2d3e4f5061","tenant":"default","attempt":1,"etag":"x","blob":"b","payload":{"from":{"address":"a@example.com"},"to":[],"subject":"s"}}""")]
    [InlineData("""{"v":1,"id":"0195a1b2-c3d4-7e5f-8a6b-1c2d3e4f5061"}""")]
    public void Anything_else_is_refused(string text) => Assert.Throws<InvalidDataException>(() => DispatchMessage.Parse(text));

    [Theory]
    [InlineData(EmailStatus.Queued, 0, 1, "v7")]
    [InlineData(EmailStatus.Deferred, 2, 3, "v7")]
    [InlineData(EmailStatus.Sending, 2, 2, DispatchMessage.NoVersion)]
    public void Next_step_follows_from_the_row(EmailStatus status, int attempted, int attempt, string version)
    {
        var row = Row(status) with { AttemptNumber = attempted };

        var message = DispatchMessage.For(row);
        var following = (New(new Email { From = new EmailAddress("a@example.com"), To = [], Subject = "" }) with { Attempt = 9 }).Following(row);

        Assert.Equal((row.Id.ToString(), "acme", attempt, version), (message.Id, message.Tenant, message.Attempt, message.Etag));
        Assert.Equal((attempt, version), (following.Attempt, following.Etag));
        Assert.NotNull(following.Payload);
    }

    [Theory]
    [InlineData(EmailStatus.Scheduled, true)]
    [InlineData(EmailStatus.Deferred, false)]
    public void Only_an_email_that_still_waits_for_its_time_is_due_then(EmailStatus status, bool isDue)
    {
        var at = DateTimeOffset.UnixEpoch.AddYears(60);

        Assert.Equal(isDue ? at : null, DispatchMessage.For(Row(status) with { ScheduledAt = at }).DueAt);
    }

    private static EmailRow Row(EmailStatus status) => new()
    {
        Id = EmailId.New(TimeProvider.System),
        Tenant = "acme",
        Status = status,
        From = "a@example.com",
        Subject = "",
        Recipients = [],
        ETag = new ETag("v7"),
    };

    private static DispatchMessage New(Email email) => new()
    {
        Id = EmailId.New(TimeProvider.System).ToString(),
        Tenant = "default",
        Attempt = 1,
        Etag = "W/\"datetime'2026-03-04T05%3A06%3A07.0890000Z'\"",
        Payload = email,
    };
}
