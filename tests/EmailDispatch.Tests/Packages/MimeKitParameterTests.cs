using MimeKit;

namespace EmailDispatch.Tests.Packages;

public sealed class MimeKitParameterTests
{
    [Theory]
    [InlineData("a.pdf", " attachment; filename=a.pdf")]
    [InlineData("two words.pdf", " attachment; filename=\"two words.pdf\"")]
    [InlineData("a\"b\\c.pdf", " attachment; filename=\"a\\\"b\\\\c.pdf\"")]
    [InlineData("résumé.pdf", " attachment; filename*=iso-8859-1''r%E9sum%E9.pdf")]
    [InlineData("請求書.pdf", " attachment;\r\n\tfilename*=utf-8''%E8%AB%8B%E6%B1%82%E6%9B%B8.pdf")]
    [InlineData("🎉.zip", " attachment; filename*=utf-8''%F0%9F%8E%89.zip")]
    public void File_name_is_a_token_a_string_or_extended(string name, string expected)
    {
        using var message = WithFile(name);

        var value = MimeKitText.Field(message, "Content-Disposition");

        Assert.Equal(expected, value);
    }

    [Fact]
    public void Long_file_name_is_written_in_numbered_sections()
    {
        using var message = WithFile(new string('n', 100) + ".pdf");

        var value = MimeKitText.Field(message, "Content-Disposition");

        Assert.Equal($" attachment;\r\n\tfilename*0={new string('n', 64)};\r\n\tfilename*1={new string('n', 36)}.pdf", value);
    }

    [Fact]
    public void Long_non_ascii_file_name_names_its_charset_once()
    {
        using var message = WithFile(string.Concat(Enumerable.Repeat("請求書", 4)));

        var value = MimeKitText.Field(message, "Content-Disposition");

        Assert.Equal(
            " attachment;\r\n\tfilename*0*=utf-8''%E8%AB%8B%E6%B1%82%E6%9B%B8%E8%AB%8B%E6%B1%82%E6%9B%B8;"
                + "\r\n\tfilename*1*=%E8%AB%8B%E6%B1%82%E6%9B%B8%E8%AB%8B%E6%B1%82%E6%9B%B8",
            value);
    }

    [Fact]
    public void File_name_is_also_the_name_of_the_content_type()
    {
        using var message = WithFile("請求書.pdf");

        var value = MimeKitText.Field(message, "Content-Type");

        Assert.Equal(" application/pdf; name*=utf-8''%E8%AB%8B%E6%B1%82%E6%9B%B8.pdf", value);
    }

    [Fact]
    public void File_name_can_be_written_as_encoded_words_for_old_readers()
    {
        using var message = WithFile("請求書.pdf");
        message.Body!.ContentDisposition!.Parameters[0].EncodingMethod = ParameterEncodingMethod.Rfc2047;

        var value = MimeKitText.Field(message, "Content-Disposition");

        Assert.Equal(" attachment; filename=\"=?utf-8?b?6KuL5rGC5pu4LnBkZg==?=\"", value);
    }

    [Fact]
    public void International_file_name_is_written_raw()
    {
        using var message = WithFile("請求書.pdf");

        var value = MimeKitText.Field(message, "Content-Disposition", international: true);

        Assert.Equal(" attachment; filename=\"請求書.pdf\"", value);
    }

    [Theory]
    [InlineData("text/csv", "text", "csv")]
    [InlineData("application/vnd.example+json; charset=utf-8", "application", "vnd.example+json")]
    [InlineData(" image / png ", "image", "png")]
    public void Content_type_is_read(string text, string type, string subtype)
    {
        var read = ContentType.TryParse(text, out var contentType);

        Assert.True(read);
        Assert.Equal((type, subtype), (contentType!.MediaType, contentType.MediaSubtype));
    }

    [Theory]
    [InlineData("")]
    [InlineData("text")]
    [InlineData("text/")]
    [InlineData("/plain")]
    [InlineData("text/plain charset=utf-8")]
    [InlineData("text/plain; charset")]
    public void Content_type_that_is_none_is_refused(string text)
    {
        void Act() => ContentType.Parse(text);

        Assert.False(ContentType.TryParse(text, out _));
        Assert.Throws<ParseException>(Act);
    }

    [Fact]
    public void Parameter_that_is_not_closed_is_refused_by_parse_alone()
    {
        const string text = "text/plain; charset=\"utf-8";

        void Act() => ContentType.Parse(text);

        Assert.True(ContentType.TryParse(text, out var contentType));
        Assert.Equal("utf-8", contentType.Charset);
        Assert.Throws<ParseException>(Act);
    }

    [Fact]
    public void Parameters_of_a_content_type_are_read_and_written()
    {
        var contentType = ContentType.Parse("text/plain; charset=utf-8; name=\"a b\"; charset=latin1");

        contentType.Parameters["format"] = "flowed";

        Assert.Equal("utf-8", contentType.Charset);
        Assert.Equal("a b", contentType.Name);
        Assert.Equal("Content-Type: text/plain; charset=\"utf-8\"; name=\"a b\"; format=\"flowed\"", contentType.ToString());
    }

    private static MimeMessage WithFile(string name) => new()
    {
        Body = new MimePart("application", "pdf") { FileName = name, Content = new MimeContent(new MemoryStream([1])) },
    };
}
