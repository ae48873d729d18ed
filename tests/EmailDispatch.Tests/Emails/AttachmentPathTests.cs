using System.Text;
using EmailDispatch.Emails;

namespace EmailDispatch.Tests.Emails;

public sealed class AttachmentPathTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Path_alone_is_enough()
    {
        var attachment = Assert.Single(Read("""{"path":"https://files.example/r.pdf?x=1"}""").Email!.Attachments);

        Assert.Equal(new Uri("https://files.example/r.pdf?x=1"), attachment.Path);
        Assert.Equal(("", "", 0), (attachment.Filename, attachment.ContentType, attachment.Content.Length));
    }

    [Fact]
    public void Name_and_type_of_the_request_are_kept()
    {
        var attachment = Assert.Single(Read("""{"path":"https://files.example/r","filename":"a.pdf","content_type":"image/png","content_id":"logo"}""").Email!.Attachments);

        Assert.Equal(("a.pdf", "image/png", "logo"), (attachment.Filename, attachment.ContentType, attachment.ContentId));
    }

    [Theory]
    [InlineData("""{"filename":"a"}""", "attachments[0].content", "is required without path; an empty file has the content \"\"")]
    [InlineData("""{"filename":"a","path":null}""", "attachments[0].content", "is required without path; an empty file has the content \"\"")]
    [InlineData("""{"filename":"a","content":"aGk=","path":"https://files.example/r"}""", "attachments[0].path", "must not be given together with content")]
    [InlineData("""{"path":"http://files.example/r"}""", "attachments[0].path", "must be an absolute https URL without user name and password")]
    [InlineData("""{"path":"file:///etc/passwd"}""", "attachments[0].path", "must be an absolute https URL without user name and password")]
    [InlineData("""{"path":"//files.example/r"}""", "attachments[0].path", "must be an absolute https URL without user name and password")]
    [InlineData("""{"path":"./r.pdf"}""", "attachments[0].path", "must be an absolute https URL without user name and password")]
    [InlineData("""{"path":"https://me:word@files.example/r"}""", "attachments[0].path", "must be an absolute https URL without user name and password")]
    [InlineData("""{"path":"https://a\u05d0.example/r"}""", "attachments[0].path", "must be an absolute https URL without user name and password")]
    [InlineData("""{"path":"https://files.example/r\r\nHost: x"}""", "attachments[0].path", "must not contain a carriage return (U+000D)")]
    [InlineData("""{"path":1}""", "attachments[0].path", "must be a string, not a number")]
    public void Attachment_without_one_source_is_refused(string attachment, string field, string message) =>
        Assert.Equal([new FieldError(field, message)], Read(attachment).Errors);

    private static EmailReadResult Read(string attachment) => EmailReader.Read(
        Encoding.UTF8.GetBytes($$"""{"from":"a@example.com","to":"b@example.com","subject":"s","text":"t","attachments":[{{attachment}}]}"""), new EmailLimits(), Now);
}
