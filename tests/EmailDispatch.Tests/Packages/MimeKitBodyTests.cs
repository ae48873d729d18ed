using System.Text;
using MimeKit;

namespace EmailDispatch.Tests.Packages;

public sealed class MimeKitBodyTests
{
    private static readonly string Mixed = "mostly ASCII with a single é in a line that goes on\r\n";

    public static TheoryData<string, EncodingConstraint, ContentEncoding> Texts => new()
    {
        { "", EncodingConstraint.SevenBit, ContentEncoding.SevenBit },
        { "plain\r\n", EncodingConstraint.SevenBit, ContentEncoding.SevenBit },
        { Mixed, EncodingConstraint.SevenBit, ContentEncoding.QuotedPrintable },
        { Mixed, EncodingConstraint.EightBit, ContentEncoding.EightBit },
        { Mixed, EncodingConstraint.None, ContentEncoding.EightBit },
        { "日本語\r\n", EncodingConstraint.SevenBit, ContentEncoding.Base64 },
        { "日本語\r\n", EncodingConstraint.EightBit, ContentEncoding.EightBit },
        { new string('x', 79), EncodingConstraint.SevenBit, ContentEncoding.QuotedPrintable },
        { new string('x', 79), EncodingConstraint.EightBit, ContentEncoding.QuotedPrintable },
        { new string('x', 78) + "\r\n", EncodingConstraint.SevenBit, ContentEncoding.SevenBit },
        { "From here\r\n", EncodingConstraint.EightBit, ContentEncoding.QuotedPrintable },
        { "nul\0", EncodingConstraint.EightBit, ContentEncoding.Base64 },
        { "nul\0", EncodingConstraint.None, ContentEncoding.Binary },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Text_takes_the_lightest_encoding_that_carries_it(string text, EncodingConstraint constraint, ContentEncoding expected)
    {
        using var part = new TextPart("plain") { Text = text };

        var best = part.GetBestEncoding(constraint, 78, CancellationToken.None);

        Assert.Equal(expected, best);
    }

    [Theory]
    [InlineData(EncodingConstraint.SevenBit, ContentEncoding.Base64)]
    [InlineData(EncodingConstraint.EightBit, ContentEncoding.Base64)]
    [InlineData(EncodingConstraint.None, ContentEncoding.Binary)]
    public void Other_content_is_not_looked_at(EncodingConstraint constraint, ContentEncoding expected)
    {
        using var part = new MimePart("application", "json") { Content = new MimeContent(new MemoryStream("{}"u8.ToArray())) };

        var best = part.GetBestEncoding(constraint, CancellationToken.None);

        Assert.Equal(expected, best);
    }

    [Theory]
    [InlineData("a\nb\r\nc", "a\r\nb\r\nc\r\n")]
    [InlineData("", "\r\n")]
    [InlineData("end\r\n", "end\r\n")]
    [InlineData("a\rb\r\n", "a\rb\r\n")]
    [InlineData(".\r\n..\r\n", ".\r\n..\r\n")]
    public void Seven_bit_text_has_its_lines_ended_and_no_encoding_named(string text, string expected)
    {
        using var message = Prepared(text, ContentEncoding.Default);

        var written = MimeKitText.Write(message);

        Assert.Equal(expected, MimeKitText.Body(message));
        Assert.DoesNotContain("Content-Transfer-Encoding", written, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("end of text", "end of text=\r\n")]
    [InlineData("trailing \r\ntab\t\r\n", "trailing=20\r\ntab=09\r\n")]
    [InlineData("1=2\r\n", "1=3D2\r\n")]
    [InlineData("é\nx\r\n", "=C3=A9\r\nx\r\n")]
    [InlineData("a\rb\r\n", "a=0Db\r\n")]
    [InlineData("", "\r\n")]
    public void Quoted_printable_escapes_what_may_not_stand(string text, string expected)
    {
        using var message = Prepared(text, ContentEncoding.QuotedPrintable);

        var body = MimeKitText.Body(message);

        Assert.Equal(expected, body);
    }

    [Fact]
    public void Quoted_printable_breaks_lines_softly_before_the_limit()
    {
        using var message = Prepared(new string('x', 998) + "\r\n", ContentEncoding.QuotedPrintable);

        var lines = MimeKitText.Body(message).Split("\r\n");

        Assert.All(lines[..13], line => Assert.Equal(new string('x', 75) + "=", line));
        Assert.Equal([new string('x', 998 - (13 * 75)), ""], lines[13..]);
    }

    [Theory]
    [InlineData(0, "\r\n")]
    [InlineData(1, "AA==\r\n")]
    [InlineData(2, "AAA=\r\n")]
    [InlineData(3, "AAAA\r\n")]
    public void Base64_is_padded_and_its_last_line_ended(int length, string expected)
    {
        using var message = WithContent(new byte[length]);

        var body = MimeKitText.Body(message);

        Assert.Equal(expected, body);
    }

    [Theory]
    [InlineData(72, 72)]
    [InlineData(78, 76)]
    [InlineData(998, 76)]
    public void Base64_lines_are_as_long_as_prepared_for_but_at_most_76(int maxLineLength, int expected)
    {
        using var message = WithContent(new byte[1000], ContentEncoding.Default);
        message.Prepare(EncodingConstraint.SevenBit, maxLineLength);

        var lines = MimeKitText.Body(message).Split("\r\n");

        Assert.Equal(expected, lines[0].Length);
        Assert.Equal(new byte[1000], Convert.FromBase64String(string.Concat(lines)));
    }

    [Fact]
    public void Large_content_survives_the_way()
    {
        var content = new byte[3_000_001];
        new Random(7).NextBytes(content);
        using var message = WithContent(content);

        var body = MimeKitText.Body(message);

        Assert.Equal(content, Convert.FromBase64String(body));
    }

    [Fact]
    public void Binary_content_is_written_as_it_is()
    {
        byte[] content = [1, 10, 2, 13, 10, 0, 255];
        using var message = WithContent(content, ContentEncoding.Binary);

        var body = MimeKitText.Body(message);

        Assert.Equal(content, Encoding.Latin1.GetBytes(body));
    }

    [Fact]
    public void Charset_of_a_text_may_be_chosen()
    {
        using var part = new TextPart("plain");

        part.SetText(Encoding.Latin1, "café");

        Assert.Equal("iso-8859-1", part.ContentType.Charset);
        Assert.Equal("café", part.Text);
        Assert.Equal(4, part.Content!.Stream!.Length);
    }

    [Fact]
    public void Charset_that_is_not_known_is_refused()
    {
        using var part = new TextPart("plain");

        void Act() => part.SetText("no-such-charset", "x");

        Assert.Throws<NotSupportedException>(Act);
    }

    private static MimeMessage Prepared(string text, ContentEncoding encoding)
    {
        var message = new MimeMessage { Body = new TextPart("plain") { Text = text, ContentTransferEncoding = encoding } };
        message.Prepare(EncodingConstraint.SevenBit);
        return message;
    }

    private static MimeMessage WithContent(byte[] content, ContentEncoding encoding = ContentEncoding.Base64) => new()
    {
        Body = new MimePart { Content = new MimeContent(new MemoryStream(content)), ContentTransferEncoding = encoding },
    };
}
