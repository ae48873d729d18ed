using System.Text;
using EmailDispatch.Emails;
using EmailDispatch.Intake;
using EmailDispatch.Senders;
using Microsoft.Extensions.Configuration;

namespace EmailDispatch.Tests.Intake.Attachments;

/// <summary>Which attachments become links.</summary>
public sealed class AttachmentLinksTests : IntakeTest
{
    private const string Files = """
        {"filename":"small.txt","content":"QUJD"},
        {"filename":"large.txt","content":"QUJDRA=="},
        {"filename":"logo.png","content":"QUJDRA==","content_id":"logo"}
        """;

    public AttachmentLinksTests() => Senders = Rules(("0:Stream", "news"), ("0:LinkAttachmentsAbove", "3"), ("1:Key", "settings:1"), ("1:LinkAttachmentsAbove", "52428800"));

    [Fact]
    public async Task File_above_the_limit_of_its_stream_is_a_link()
    {
        var read = await ReadAsync(Submitter, "news");

        Assert.Equal([(1, "large.txt")], read.Linked.Select(linked => (linked.Index, linked.File.Filename)));
        Assert.Equal(["small.txt", "logo.png"], read.Email!.Attachments.Select(attachment => attachment.Filename));
    }

    [Theory]
    [InlineData("default", null, "transactional", "")]
    [InlineData("default", "settings:1", "news", "")]
    [InlineData("other", null, "news", "")]
    [InlineData("default", null, "news", ""","scheduled_at":"2026-11-22T10:00:00Z" """)]
    public async Task All_files_stay_without_a_limit_and_in_a_scheduled_email(string tenant, string? key, string stream, string more)
    {
        var read = await ReadAsync(new Submitter(tenant, []) { Key = key }, stream, more);

        Assert.Empty(read.Linked);
        Assert.Equal(3, read.Email!.Attachments.Count);
    }

    [Fact]
    public void Raw_message_stays_as_it_is()
    {
        var message = Encoding.ASCII.GetBytes("From: a@example.com\r\nTo: b@example.com\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=large.pdf\r\n\r\nlarge\r\n");

        var read = NewReader().Read(Submitter, new RawSubmission(message) { Stream = "news" });

        Assert.Equal((message.Length, "news"), (read.Email!.Raw!.Length, read.Email.Stream));
        Assert.Empty(read.Linked);
    }

    [Fact]
    public async Task Email_is_judged_by_the_size_that_is_sent()
    {
        var content = Convert.ToBase64String(new byte[300_000]);

        var read = await NewReader().ReadUnfetchedAsync(Submitter, Json("news", $$"""{"filename":"a.bin","content":"{{content}}"}""", ""), Cancellation);

        Assert.InRange(read.Size, 1, 10_000);
    }

    private Task<EmailReadResult> ReadAsync(Submitter submitter, string stream, string more = "") =>
        NewReader().ReadUnfetchedAsync(submitter, Json(stream, Files, more), Cancellation).AsTask();

    private static byte[] Json(string stream, string files, string more) =>
        Encoding.UTF8.GetBytes($$"""{"from":"a@example.com","to":"b@example.com","subject":"s","text":"t","stream":"{{stream}}","attachments":[{{files}}]{{more}}}""");

    private static SenderRules Rules(params (string Key, string Value)[] settings) =>
        new(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"{SenderRules.Section}:{setting.Key}", (string?)setting.Value))).Build());

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Links_are_in_the_bodies_and_the_files_are_stored_before_the_message(bool isExpress)
    {
        var stored = new List<string>();
        Queue.BeforePut = _ => stored.AddRange(Blobs.Names);
        var express = new ExpressClaim(_ => isExpress, TimeSpan.FromMinutes(2), _ => Task.FromResult("claim"));

        var result = await NewIntake().SubmitAsync(Submitter, Json("news", Files, ""","html":"<body><p>t</p></body>" """), null, Cancellation, express);

        var (row, email) = ((await ReadAsync(result.Id!.Value))!, Queue.Messages[0].Payload!);
        var until = new DateTimeOffset(2026, 11, 27, 10, 20, 0, TimeSpan.Zero);
        Assert.Equal((until, isExpress), (row.LinksUntil, result.Claimed is not null));
        Assert.Equal($"links/20261121/default/{row.Id}/1", Assert.Single(stored));
        Assert.StartsWith("t\n\nAttachments:\n\nlarge.txt (4 bytes, until 2026-11-27 10:20 UTC)\nhttps://account.blob.example/payloads/links/20261121/default/", email.Text, StringComparison.Ordinal);
        Assert.StartsWith("<body><p>t</p><p>Attachments:</p><ul><li><a href=\"https://account.blob.example/payloads/links/", email.Html, StringComparison.Ordinal);
        Assert.Equal(["small.txt", "logo.png"], email.Attachments.Select(attachment => attachment.Filename));
    }

    [Theory]
    [InlineData("00:01:00", "2026-11-27T10:20:00Z")]
    [InlineData("00:01:59", "2026-11-27T10:21:00Z")]
    public async Task Links_last_from_the_minute_of_the_acceptance(string wait, string until)
    {
        var id = EmailId.New(Time);
        Time.Advance(TimeSpan.Parse(wait, null));

        await NewIntake().SubmitAsync(Submitter, Json("news", Files, ""), null, id, null, Cancellation);

        Assert.Equal(DateTimeOffset.Parse(until, null), (await ReadAsync(id))!.LinksUntil);
        Assert.Contains("until 2026-11-27", Queue.Messages[0].Payload!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_files_stay_until_those_by_url_are_fetched()
    {
        var read = await NewReader().ReadUnfetchedAsync(Submitter, Json("news", $$"""{{Files}},{"path":"https://files.example/r.pdf"}""", ""), Cancellation);

        Assert.Equal((4, 0), (read.Email!.Attachments.Count, read.Linked.Count));
    }

    [Fact]
    public async Task Size_counts_the_text_that_is_made_of_the_html()
    {
        var html = $"<p>{new string('x', 1000)}</p>";
        var json = Encoding.UTF8.GetBytes($$"""{"from":"a@example.com","to":"b@example.com","subject":"s","html":"{{html}}"}""");

        var read = await NewReader().ReadUnfetchedAsync(Submitter, json, Cancellation);

        Assert.Equal(MessageSize.Estimate(read.Email!), read.Size);
    }
}
