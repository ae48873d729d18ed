using System.Text;
using MimeKit;

namespace EmailDispatch.Tests.Packages;

public sealed class MimeKitHeaderTests
{
    private const string Ten = "1234567890";

    [Theory]
    [InlineData("Hello", " Hello")]
    [InlineData("  trimmed \r\n\t", " trimmed")]
    [InlineData("two  spaces", " two  spaces")]
    [InlineData("Receipt (copy), \"quoted\" <x>", " Receipt (copy), \"quoted\" <x>")]
    [InlineData("café", " =?utf-8?b?Y2Fmw6k=?=")]
    [InlineData("only one é in a long line of ASCII", " only one =?utf-8?b?w6k=?= in a long line of ASCII")]
    [InlineData("日本語の件名", " =?utf-8?b?5pel5pys6Kqe44Gu5Lu25ZCN?=")]
    [InlineData("مرحبا بالعالم", " =?utf-8?b?2YXYsdit2KjYpyDYqNin2YTYudin2YTZhQ==?=")]
    [InlineData("🎉 Party", " =?utf-8?b?8J+OiQ==?= Party")]
    [InlineData("日 one 日", " =?utf-8?b?5pelIG9uZSDml6U=?=")]
    [InlineData("日 one two three 日", " =?utf-8?b?5pelIG9uZSB0d28gdGhyZWUg5pel?=")]
    [InlineData("日 one two three four 日", " =?utf-8?b?5pel?= one two three four =?utf-8?b?5pel?=")]
    [InlineData("", "")]
    public void Subject_is_encoded_only_where_it_must_be(string subject, string expected)
    {
        using var message = new MimeMessage { Subject = subject };

        var value = MimeKitText.Field(message, "Subject");

        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Raw_value_is_written_as_it_is(bool international)
    {
        var header = new Header(HeaderId.ContentDisposition, "attachment");
        header.SetRawValue(" attachment;\r\n\tfilename*0*=utf-8''%F0%9F%8E%89;\r\n\tfilename*1*=.pdf\r\n"u8.ToArray());
        var part = new MimePart("application", "pdf") { Content = new MimeContent(new MemoryStream([1])) };
        part.Headers.Replace(header);
        using var message = new MimeMessage { Body = part };

        var value = MimeKitText.Field(message, "Content-Disposition", international);

        Assert.Equal(" attachment;\r\n\tfilename*0*=utf-8''%F0%9F%8E%89;\r\n\tfilename*1*=.pdf", value);
    }

    [Fact]
    public void Raw_value_ends_with_a_line_break()
    {
        var header = new Header("X-Any", "");

        void Act() => header.SetRawValue(" value"u8.ToArray());

        Assert.Throws<ArgumentException>(Act);
    }

    [Fact]
    public void Long_subject_is_folded_before_the_last_blank_that_fits()
    {
        using var message = new MimeMessage { Subject = string.Join(' ', Enumerable.Repeat("word", 30)) };

        var value = MimeKitText.Field(message, "Subject");

        Assert.Equal(
            " " + string.Join(' ', Enumerable.Repeat("word", 14)) + "\r\n " + string.Join(' ', Enumerable.Repeat("word", 15)) + "\r\n word",
            value);
    }

    [Fact]
    public void Long_non_ascii_subject_is_cut_between_characters()
    {
        var subject = string.Concat(Enumerable.Repeat("日本🎉", 12));
        using var message = new MimeMessage { Subject = subject };

        var lines = MimeKitText.Field(message, "Subject").Split("\r\n");

        var strict = new UTF8Encoding(false, throwOnInvalidBytes: true);
        Assert.True(lines.Length > 1);
        Assert.All(lines, line => Assert.True(line.Length <= 78 && line.StartsWith(" =?utf-8?b?", StringComparison.Ordinal)));
        Assert.Equal(subject, string.Concat(lines.Select(line => strict.GetString(Convert.FromBase64String(line[11..^2])))));
    }

    [Fact]
    public void Word_longer_than_a_line_becomes_encoded_words()
    {
        using var message = new MimeMessage { Subject = string.Concat(Enumerable.Repeat(Ten, 10)) };

        var value = MimeKitText.Field(message, "Subject");

        Assert.All(value.Split("\r\n "), word => Assert.StartsWith("=?utf-8?q?", word.TrimStart(), StringComparison.Ordinal));
        Assert.All(value.Split("\r\n"), line => Assert.True(line.Length <= 78));
    }

    [Theory]
    [InlineData("Subject", "日本語の件名", " 日本語の件名")]
    [InlineData("X-Note", "naïve", " naïve")]
    public void International_text_is_written_raw(string field, string text, string expected)
    {
        using var message = new MimeMessage();
        message.Headers.Replace(field, text);

        var value = MimeKitText.Field(message, field, international: true);

        Assert.Equal(expected, value);
    }

    [Fact]
    public void Uri_of_a_list_header_is_never_cut()
    {
        var uri = $"<https://example.test/{string.Concat(Enumerable.Repeat(Ten, 10))}>";
        using var message = new MimeMessage();
        message.Headers.Add("List-Unsubscribe", $"<mailto:leave@example.test>,{uri}");

        var value = MimeKitText.Field(message, "List-Unsubscribe");

        Assert.Equal($" <mailto:leave@example.test>,\r\n {uri}", value);
    }

    [Fact]
    public void References_are_folded_between_ids()
    {
        var ids = Enumerable.Range(1, 3).Select(i => $"<{i}.{Ten}{Ten}{Ten}@example.test>").ToArray();
        using var message = new MimeMessage();
        message.Headers.Add(HeaderId.References, string.Concat(ids));

        var value = MimeKitText.Field(message, "References");

        Assert.Equal($" {ids[0]}\r\n\t{ids[1]}\r\n\t{ids[2]}", value);
    }

    [Fact]
    public void Charset_of_a_header_may_be_chosen()
    {
        using var message = new MimeMessage();
        message.Headers.Add("X-Note", Encoding.Latin1, "café");

        var value = MimeKitText.Field(message, "X-Note");

        Assert.Equal(" =?iso-8859-1?b?Y2Fm6Q==?=", value);
    }

    [Fact]
    public void Replace_keeps_the_place_of_the_first_and_removes_the_others()
    {
        using var message = new MimeMessage();
        message.Headers.Add("X-A", "1");
        message.Headers.Add("X-B", "2");
        message.Headers.Add("x-a", "3");

        message.Headers.Replace("X-A", "4");

        Assert.Equal(["X-A: 4", "X-B: 2"], message.Headers.Where(h => h.Field.StartsWith("X-", StringComparison.Ordinal)).Select(h => $"{h}"));
    }

    [Fact]
    public void Indexer_sets_the_first_or_adds()
    {
        var headers = new HeaderList { { "X-A", "1" } };

        headers["x-a"] = "2";
        headers[HeaderId.Comments] = "3";

        Assert.Equal(["X-A: 2", "Comments: 3"], headers.Select(header => header.ToString()));
        Assert.Null(headers["X-B"]);
        Assert.True(headers.Contains(HeaderId.Comments));
        Assert.True(headers.Remove("X-A"));
        Assert.False(headers.Remove("X-A"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Two Words")]
    [InlineData("Colon:")]
    [InlineData("Größe")]
    public void Field_name_that_is_none_is_refused(string name)
    {
        var headers = new HeaderList();

        void Act() => headers.Add(name, "value");

        Assert.Throws<ArgumentException>(Act);
    }

    [Theory]
    [InlineData(HeaderId.MimeVersion, "MIME-Version")]
    [InlineData(HeaderId.MessageId, "Message-Id")]
    [InlineData(HeaderId.ListUnsubscribePost, "List-Unsubscribe-Post")]
    [InlineData(HeaderId.DkimSignature, "DKIM-Signature")]
    public void Header_id_has_the_name_of_the_field(HeaderId id, string name)
    {
        var header = new Header(name.ToUpperInvariant(), "x");

        Assert.Equal(name, id.ToHeaderName());
        Assert.Equal(id, header.Id);
    }
}
