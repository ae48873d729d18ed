using System.Text;
using EmailDispatch.Emails;

namespace EmailDispatch.Tests.Emails;

/// <summary>Names that are not quite those of fields.</summary>
public sealed class FieldNamesTests
{
    private const string Rest = "\"from\":\"a@example.com\",\"to\":\"b@example.com\",\"subject\":\"s\",\"text\":\"t\"";

    [Theory]
    [InlineData("ReplyTo", "reply_to")]
    [InlineData("reply-to", "reply_to")]
    [InlineData("replyto", "reply_to")]
    [InlineData("unsubscribeUrl", "unsubscribe_url")]
    [InlineData("unsubscribeMailto", "unsubscribe_mailto")]
    [InlineData("Subject", "subject")]
    [InlineData("sucject", "subject")]
    [InlineData("form", "from")]
    [InlineData("HTML", "html")]
    [InlineData("attachment", "attachments")]
    [InlineData("header", "headers")]
    [InlineData("tag", "tags")]
    [InlineData("schedule_at", "scheduled_at")]
    [InlineData("templateId", "template")]
    public void Name_that_is_near_a_field_is_refused_with_that(string name, string expected)
    {
        var result = Read($$"""{{{Rest}},"{{name}}":"x"}""");

        Assert.Equal((name, $"is not a known field (did you mean \"{expected}\"?)"), (result.Errors[0].Field, result.Errors[0].Message));
    }

    [Theory]
    [InlineData("contentId", "content_id")]
    [InlineData("inlineContentId", "inline_content_id")]
    [InlineData("fileName", "filename")]
    [InlineData("file_name", "filename")]
    [InlineData("Content", "content")]
    [InlineData("content-type", "content_type")]
    public void Name_that_is_near_a_field_of_an_attachment_is_refused_with_that(string name, string expected)
    {
        var result = Read($$"""{{{Rest}},"attachments":[{"filename":"f","content":"","{{name}}":"x"}]}""");

        Assert.Equal(($"attachments[0].{name}", $"is not a known field (did you mean \"{expected}\"?)"), (result.Errors[0].Field, result.Errors[0].Message));
    }

    [Theory]
    [InlineData("react")]
    [InlineData("topic_id")]
    [InlineData("x")]
    [InlineData("")]
    [InlineData("🙂")]
    public void Name_of_something_else_is_refused_without_a_guess(string name)
    {
        var result = Read($$"""{{{Rest}},"{{name}}":"x"}""");

        Assert.Equal((name, "is not a known field"), (Assert.Single(result.Errors).Field, result.Errors[0].Message));
    }

    [Fact]
    public void Names_of_the_node_sdk_are_accepted()
    {
        var now = new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

        var result = EmailReader.Read(Encoding.UTF8.GetBytes($$"""{{{Rest}},"replyTo":["r@example.com"],"scheduledAt":"in 1 hour"}"""), new EmailLimits(), now);
        var moved = ScheduleReader.Read("""{"scheduledAt":"in 1 hour"}"""u8.ToArray(), now);

        Assert.Equal("r@example.com", Assert.Single(result.Email!.ReplyTo).Address);
        Assert.Equal(now.AddHours(1), result.Email.ScheduledAt);
        Assert.Equal(now.AddHours(1), moved.Request);
    }

    [Theory]
    [InlineData("\"reply_to\":\"r@example.com\",\"replyTo\":\"q@example.com\"", "replyTo")]
    [InlineData("\"scheduledAt\":\"in 1 hour\",\"scheduled_at\":\"in 2 hours\"", "scheduled_at")]
    public void Field_under_both_of_its_names_is_refused(string more, string field)
    {
        var error = Assert.Single(Read($$"""{{{Rest}},{{more}}}""").Errors);

        Assert.Equal(field, error.Field);
        Assert.StartsWith("is given twice", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("scheduleAt", "is not a known field (did you mean \"scheduled_at\"?)")]
    [InlineData("html", "is not a known field; only scheduled_at can be changed")]
    public void Change_of_a_schedule_has_the_same_hint(string name, string expected)
    {
        var result = ScheduleReader.Read(Encoding.UTF8.GetBytes($$"""{"{{name}}":"x","scheduled_at":"now"}"""), DateTimeOffset.UnixEpoch);

        Assert.Equal(expected, Assert.Single(result.Errors).Message);
    }

    private static EmailReadResult Read(string json) => EmailReader.Read(Encoding.UTF8.GetBytes(json), new EmailLimits(), DateTimeOffset.UnixEpoch);
}
