using System.Text;
using EmailDispatch.Emails;

namespace EmailDispatch.Tests.Emails;

/// <summary>The forms in which clients write the content of a file.</summary>
public sealed class AttachmentContentTests
{
    private static readonly int LargeBytes = TestSize.Of("CONTENT_BYTES", 1_000_000);

    [Theory]
    [InlineData("\"JVBERg==\"")]
    [InlineData("[37,80,68,70]")]
    [InlineData(" [ 37 ,\n80,68 , 70 ] ")]
    [InlineData("""{"type":"Buffer","data":[37,80,68,70]}""")]
    [InlineData("""{"data":[37,80,68,70],"type":"Buffer"}""")]
    [InlineData("""{"type":"Buffer","data":"JVBERg=="}""")]
    [InlineData("""{"0":37,"1":80,"2":68,"3":70}""")]
    [InlineData("\"data:application/pdf;base64,JVBERg==\"")]
    [InlineData("\"data:application\\/pdf;base64,JVBERg==\"")]
    [InlineData("\"DATA:;BASE64,JVBERg==\"")]
    public void Content_is_read(string content)
    {
        var result = Read($$"""{"filename":"a.pdf","content":{{content}}}""");

        Assert.Empty(result.Errors);
        Assert.Equal("%PDF"u8.ToArray(), result.Email!.Attachments[0].Content);
        Assert.Equal("application/pdf", result.Email.Attachments[0].ContentType);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"type":"Buffer","data":[]}""")]
    [InlineData("\"\"")]
    [InlineData("\"data:text/plain;base64,\"")]
    public void File_may_be_empty(string content) => Assert.Empty(Read($$"""{"filename":"a.txt","content":{{content}}}""").Email!.Attachments[0].Content);

    [Theory]
    [InlineData("\"data:image/png;base64,YQ==\"", "", "image/png")]
    [InlineData("\"data:image/svg+xml;charset=utf-8;base64,YQ==\"", "", "image/svg+xml; charset=utf-8")]
    [InlineData("\"data:;base64,YQ==\"", "", "application/pdf")]
    [InlineData("\"data:image/png;base64,YQ==\"", ",\"content_type\":null", "image/png")]
    [InlineData("\"data:image/png;base64,YQ==\"", ",\"content_type\":\"\"", "image/png")]
    [InlineData("\"data:image/png;base64,YQ==\"", ",\"content_type\":\"text/csv\"", "text/csv")]
    [InlineData("\"YQ==\"", ",\"contentType\":\"text/csv\"", "text/csv")]
    public void Type_is_that_of_the_field_then_of_the_data_uri_then_of_the_name(string content, string more, string expected) =>
        Assert.Equal(expected, Read($$"""{"filename":"a.pdf","content":{{content}}{{more}}}""").Email!.Attachments[0].ContentType);

    [Theory]
    [InlineData("[37,256]", "attachments[0].content[1]", "from 0 to 255, not 256")]
    [InlineData("[37,80,-1,300]", "attachments[0].content[2]", "not -1")]
    [InlineData("[37.5]", "attachments[0].content[0]", "not 37.5")]
    [InlineData("[1e2]", "attachments[0].content[0]", "not 1e2")]
    [InlineData("[37,null]", "attachments[0].content[1]", "not null")]
    [InlineData("[37,\"80\"]", "attachments[0].content[1]", "not a string")]
    [InlineData("[37,[80,[]],1]", "attachments[0].content[1]", "not an array")]
    [InlineData("""{"type":"Buffer","data":[37,80,999]}""", "attachments[0].content.data[2]", "not 999")]
    [InlineData("""{"0":37,"1":false}""", "attachments[0].content[1]", "not a boolean")]
    [InlineData("""{"0":37,"2":80}""", "attachments[0].content", "number 1 is missing")]
    [InlineData("""{"0":37,"length":1}""", "attachments[0].content", "number 1 is missing")]
    [InlineData("""{"type":"Uint8Array","data":[1]}""", "attachments[0].content", "must be base64 text, an array of bytes, or an object")]
    [InlineData("{}", "attachments[0].content", "must be base64 text, an array of bytes, or an object")]
    [InlineData("7", "attachments[0].content", "not a number")]
    [InlineData("\"data:application/pdf,JVBERg==\"", "attachments[0].content", "data URI with base64")]
    [InlineData("\"data:application/pdf;base64,%%\"", "attachments[0].content", "data URI with base64")]
    [InlineData("\"data:application/pdf;base64\"", "attachments[0].content", "data URI with base64")]
    [InlineData("\"data:multipart/mixed;base64,YQ==\"", "attachments[0].content", "must not be multipart/mixed")]
    [InlineData("\"data:a b;base64,YQ==\"", "attachments[0].content", "must be a media type")]
    public void Fault_is_reported_at_its_position(string content, string field, string expected)
    {
        var result = Read($$"""{"filename":"a.pdf","content":{{content}}}""");

        var error = Assert.Single(result.Errors);
        Assert.Equal(field, error.Field);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_attachment_has_its_own_fault_besides_other_faults()
    {
        var result = EmailReader.Read(
            """{"attachments":[{"filename":"a","content":[1,2]},{"content":[1,256],"filename":"b"},7,{"filename":"c","content":[-1]}],"from":"a","to":"b@example.com","subject":"s","text":"t"}"""u8.ToArray(),
            new EmailLimits(), DateTimeOffset.UnixEpoch);

        Assert.Equal(["attachments[1].content[1]", "attachments[3].content[0]", "attachments[2]", "from"], result.Errors.Select(error => error.Field));
    }

    [Theory]
    [InlineData("""{"path":"","filename":"a.pdf","content":"aGk="}""", false)]
    [InlineData("""{"path":null,"filename":"a.pdf","content":"aGk=","content_type":null,"content_id":null,"inline_content_id":null}""", false)]
    [InlineData("""{"path":"","filename":"a.pdf","content":"aGk=","content_type":"","content_id":"","inline_content_id":""}""", false)]
    [InlineData("""{"path":"https://files.example/a.pdf","content":""}""", true)]
    [InlineData("""{"path":"https://files.example/a.pdf","content":null,"filename":null}""", true)]
    [InlineData("""{"path":"https://files.example/a.pdf","content":[],"filename":""}""", true)]
    public void Field_without_anything_in_it_is_absent(string attachment, bool isFetched)
    {
        var result = Read(attachment);

        Assert.Empty(result.Errors);
        var read = Assert.Single(result.Email!.Attachments);
        Assert.Equal(isFetched, read.Path is not null);
        Assert.Equal(isFetched ? [] : "hi"u8.ToArray(), read.Content);
        Assert.Equal(isFetched ? "" : "application/pdf", read.ContentType);
        Assert.Null(read.ContentId);
    }

    [Theory]
    [InlineData("""{"path":"","filename":"a.pdf"}""", "attachments[0].content")]
    [InlineData("""{"path":"","content":""}""", "attachments[0].filename")]
    [InlineData("""{"path":"https://files.example/a.pdf","content":"aGk="}""", "attachments[0].path")]
    [InlineData("""{"filename":"a","content":"","content_type":"text/csv","contentType":"text/plain"}""", "attachments[0].contentType")]
    public void Something_has_to_be_there_once(string attachment, string field) => Assert.Equal(field, Assert.Single(Read(attachment).Errors).Field);

    [Fact]
    public void Array_of_many_bytes_costs_no_object_for_each()
    {
        var bytes = Enumerable.Range(0, LargeBytes).Select(n => (byte)(n % 251)).ToArray();
        var json = Encoding.UTF8.GetBytes($$"""{"from":"a@example.com","to":"b@example.com","subject":"s","text":"t","attachments":[{"filename":"a","content":[{{string.Join(',', bytes)}}]}]}""");
        var limits = new EmailLimits { MaxMessageBytes = 50 * 1024 * 1024 };
        EmailReader.Read(json, limits, DateTimeOffset.UnixEpoch);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var result = EmailReader.Read(json, limits, DateTimeOffset.UnixEpoch);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(bytes, result.Email!.Attachments[0].Content);
        Assert.InRange(allocated, 0, 3L * json.Length);
    }

    [Fact]
    public void Values_without_number_are_refused_before_they_are_kept()
    {
        var json = Encoding.UTF8.GetBytes($$"""{"to":[{{string.Join(',', Enumerable.Repeat('1', 200_000))}}]}""");

        var result = EmailReader.Read(json, new EmailLimits(), DateTimeOffset.UnixEpoch);

        Assert.Equal((EmailFault.Invalid, "has more than 100,000 values"), (result.Fault, Assert.Single(result.Errors).Message));
    }

    private static EmailReadResult Read(string attachment) => EmailReader.Read(
        Encoding.UTF8.GetBytes($$"""{"from":"a@example.com","to":"b@example.com","subject":"s","text":"t","attachments":[{{attachment}}]}"""), new EmailLimits(), DateTimeOffset.UnixEpoch);
}
