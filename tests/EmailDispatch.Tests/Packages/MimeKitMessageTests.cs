using System.Text;
using MimeKit;
using MimeKit.Utils;

namespace EmailDispatch.Tests.Packages;

public sealed class MimeKitMessageTests
{
    private static readonly DateTimeOffset Date = new(2026, 3, 4, 5, 6, 7, TimeSpan.FromHours(-3));

    [Fact]
    public void Simple_message_is_laid_out_so()
    {
        using var message = NewMessage(new TextPart("plain") { Text = "Hi\n" });
        message.Headers.Add("X-Entity-Ref-ID", "1");

        message.Prepare(EncodingConstraint.SevenBit);

        Assert.Equal(
            """
            From: Ann <ann@example.test>
            Date: Wed, 04 Mar 2026 05:06:07 -0300
            Subject: Hello
            Message-Id: <1@example.test>
            To: bob@example.test
            X-Entity-Ref-ID: 1
            MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8

            Hi

            """.ReplaceLineEndings("\r\n"),
            MimeKitText.Write(message));
    }

    [Fact]
    public void Nested_multiparts_are_laid_out_so()
    {
        var alternative = new MultipartAlternative { new TextPart("plain") { Text = "Hi" }, new TextPart("html") { Text = "<b>Hi</b>" } };
        var related = new MultipartRelated { Root = alternative };
        related.Add(new MimePart("image", "png")
        {
            Content = new MimeContent(new MemoryStream([1, 2, 3])),
            ContentDisposition = new ContentDisposition(ContentDisposition.Inline),
            ContentTransferEncoding = ContentEncoding.Base64,
            ContentId = "logo",
        });
        var mixed = new Multipart("mixed") { related, new MimePart("text", "csv") { FileName = "e.csv", Content = new MimeContent(new MemoryStream()) } };
        (alternative.Boundary, related.Boundary, mixed.Boundary) = ("=-a", "=-r", "=-m");
        using var message = NewMessage(mixed);

        message.Prepare(EncodingConstraint.SevenBit, 72);

        Assert.Equal(
            """
            --=-m
            Content-Type: multipart/related; boundary="=-r"; type="multipart/alternative"

            --=-r
            Content-Type: multipart/alternative; boundary="=-a"

            --=-a
            Content-Type: text/plain; charset=utf-8

            Hi
            --=-a
            Content-Type: text/html; charset=utf-8

            <b>Hi</b>
            --=-a--

            --=-r
            Content-Type: image/png
            Content-Disposition: inline
            Content-Transfer-Encoding: base64
            Content-Id: <logo>

            AQID

            --=-r--

            --=-m
            Content-Type: text/csv; name=e.csv
            Content-Disposition: attachment; filename=e.csv


            --=-m--

            """.ReplaceLineEndings("\r\n"),
            MimeKitText.Body(message));
    }

    [Fact]
    public void Body_parts_are_those_without_parts_of_their_own_in_the_order_they_are_written()
    {
        var (plain, html, file) = (new TextPart("plain"), new TextPart("html"), new MimePart("application", "pdf"));
        using var message = NewMessage(new Multipart("mixed") { new MultipartAlternative { plain, html }, file });

        Assert.Equal([plain, html, file], message.BodyParts);
    }

    [Fact]
    public void Boundaries_are_unlike()
    {
        using var first = new Multipart("mixed");
        using var second = new Multipart("mixed");

        Assert.StartsWith("=-", first.Boundary, StringComparison.Ordinal);
        Assert.NotEqual(first.Boundary, second.Boundary);
    }

    [Fact]
    public void New_message_has_the_fields_that_every_message_has()
    {
        using var message = new MimeMessage();

        Assert.Equal(["From", "Date", "Subject", "Message-Id"], message.Headers.Select(header => header.Field));
        Assert.NotEqual(default, message.Date);
        Assert.Contains('@', message.MessageId!);
    }

    [Fact]
    public void Mime_version_is_added_on_writing_where_there_is_a_body()
    {
        using var message = NewMessage(new TextPart("plain") { Text = "Hi" });

        var text = MimeKitText.Write(message);

        Assert.Contains("\r\nMIME-Version: 1.0\r\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Hidden_headers_are_left_out()
    {
        using var message = NewMessage(new TextPart("plain") { Text = "Hi" });
        message.Bcc.Add(new MailboxAddress("Carol", "carol@example.test"));
        var options = MimeKitText.Crlf();
        options.HiddenHeaders.Add(HeaderId.Bcc);

        var text = MimeKitText.Write(message, options);

        Assert.DoesNotContain("carol", text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Bcc: Carol", MimeKitText.Write(message), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Writing_asynchronously_gives_the_same_bytes()
    {
        using var message = NewMessage(new TextPart("plain") { Text = string.Concat(Enumerable.Repeat("日本語\n", 20_000)) });
        message.Prepare(EncodingConstraint.SevenBit);
        using var stream = new MemoryStream();

        await message.WriteToAsync(MimeKitText.Crlf(), stream, TestContext.Current.CancellationToken);

        Assert.Equal(MimeKitText.Write(message), Encoding.Latin1.GetString(stream.ToArray()));
    }

    [Fact]
    public void Writing_stops_when_cancelled()
    {
        using var message = NewMessage(new TextPart("plain") { Text = "Hi" });

        void Act() => message.WriteTo(MimeKitText.Crlf(), Stream.Null, new CancellationToken(canceled: true));

        Assert.Throws<OperationCanceledException>(Act);
    }

    [Fact]
    public void Unix_lines_are_written_where_asked()
    {
        using var message = NewMessage(new TextPart("plain") { Text = "a\r\nb\r\n" });
        var options = MimeKitText.Crlf();
        options.NewLineFormat = NewLineFormat.Unix;

        var text = MimeKitText.Write(message, options);

        Assert.EndsWith("\n\na\nb\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', text);
    }

    [Theory]
    [InlineData("<1@example.test>", "1@example.test")]
    [InlineData("1@example.test", "1@example.test")]
    [InlineData(" <no-domain> ", "no-domain")]
    public void Message_id_is_kept_without_its_brackets(string set, string expected)
    {
        using var message = new MimeMessage { MessageId = set };

        Assert.Equal(expected, message.MessageId);
        Assert.Equal($" <{expected}>", MimeKitText.Field(message, "Message-Id"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<")]
    [InlineData("<open@example.test")]
    public void Message_id_that_is_none_is_refused(string id)
    {
        using var message = new MimeMessage();

        void Act() => message.MessageId = id;

        Assert.Throws<ArgumentException>(Act);
    }

    [Fact]
    public void Generated_message_id_ends_in_the_domain()
    {
        var id = MimeUtils.GenerateMessageId("bücher.test");

        Assert.EndsWith("@xn--bcher-kva.test", id, StringComparison.Ordinal);
        Assert.NotEqual(id, MimeUtils.GenerateMessageId("bücher.test"));
    }

    [Fact]
    public void Emptied_address_list_takes_its_field_away()
    {
        using var message = new MimeMessage { Sender = new MailboxAddress("S", "s@example.test") };
        message.Cc.Add(new MailboxAddress("C", "c@example.test"));

        message.Cc.Clear();
        message.Sender = null;

        Assert.False(message.Headers.Contains(HeaderId.Cc));
        Assert.False(message.Headers.Contains(HeaderId.Sender));
    }

    [Fact]
    public void Disposing_a_message_disposes_its_content()
    {
        var content = new MemoryStream();
        var message = NewMessage(new Multipart("mixed") { new MimePart { Content = new MimeContent(content) } });

        message.Dispose();

        Assert.False(content.CanRead);
    }

    [Fact]
    public void Default_options_cannot_be_changed()
    {
        static void Act() => FormatOptions.Default.International = true;

        Assert.Throws<InvalidOperationException>(Act);
    }

    [Theory]
    [InlineData(59)]
    [InlineData(999)]
    public void Line_length_out_of_range_is_refused(int length)
    {
        using var message = NewMessage(new TextPart("plain") { Text = "Hi" });

        void Act() => message.Prepare(EncodingConstraint.SevenBit, length);

        Assert.Throws<ArgumentOutOfRangeException>(Act);
    }

    private static MimeMessage NewMessage(MimeEntity body)
        => new([new MailboxAddress("Ann", "ann@example.test")], [new MailboxAddress(null, "bob@example.test")], "Hello", body)
        {
            Date = Date,
            MessageId = "1@example.test",
        };
}
