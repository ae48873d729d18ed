using System.Text;
using EmailDispatch.Emails;
using EmailDispatch.Providers;
using EmailDispatch.Smtp;

namespace EmailDispatch.Tests.Emails;

public sealed class HeaderListTests
{
    [Fact]
    public void Empty_array_is_no_headers() => Assert.Empty(Read("[]").Email!.Headers);

    [Theory]
    [InlineData("X-Label")]
    [InlineData("x-label")]
    [InlineData("Keywords")]
    [InlineData("Comments")]
    public void List_of_values_is_a_line_for_each(string name)
    {
        var email = Read($$"""{"{{name}}":["one","two"],"X-Other":"o"}""").Email!;
        using var message = MessageComposer.Compose(EmailId.New(TimeProvider.System), email, new ProviderOptions());

        Assert.Equal([new EmailHeader(name, "one"), new EmailHeader(name, "two"), new EmailHeader("X-Other", "o")], email.Headers);
        Assert.Equal(["one", "two"], message.Headers.Where(header => header.Field == name).Select(header => header.Value.Trim()));
    }

    [Theory]
    [InlineData("References")]
    [InlineData("List-Unsubscribe")]
    [InlineData("Feedback-ID")]
    [InlineData("Importance")]
    public void Header_that_an_email_has_once_is_one_string(string name)
    {
        var single = Read($$"""{"{{name}}":["<a@example.com>"]}""");
        var several = Read($$"""{"{{name}}":["<a@example.com>","<b@example.com>"]}""");

        Assert.Equal(new EmailHeader(name, "<a@example.com>"), Assert.Single(single.Email!.Headers));
        var error = Assert.Single(several.Errors);
        Assert.Equal($"headers.{name}", error.Field);
        Assert.StartsWith("must be one string", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_are_counted_one_by_one()
    {
        var values = string.Join(',', Enumerable.Repeat("\"v\"", 26));

        var result = Read($$"""{"X-A":[{{values}}],"X-B":[{{values}}]}""");

        Assert.Contains("at most 50 header fields, not 52", Assert.Single(result.Errors).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Message-ID", "GET /emails/{id} returns it as message_id, for References and In-Reply-To")]
    [InlineData("message-id", "the dispatcher sets it")]
    [InlineData("Subject", "use the field subject")]
    [InlineData("Reply-To", "use the field reply_to")]
    [InlineData("Date", "scheduled_at")]
    [InlineData("Resent-Message-ID", "the dispatcher or a server sets it")]
    [InlineData("DKIM-Signature", "the dispatcher or a server sets it")]
    [InlineData("Content-Type", "follows from html, text and attachments")]
    public void Reserved_header_is_rejected_with_the_alternative(string name, string expected)
    {
        var error = Assert.Single(Read($$"""{"{{name}}":"x"}""").Errors);

        Assert.Equal($"headers.{name}", error.Field);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    private static EmailReadResult Read(string headers) => EmailReader.Read(
        Encoding.UTF8.GetBytes($$"""{"from":"a@example.com","to":"b@example.com","subject":"s","text":"t","headers":{{headers}}}"""), new EmailLimits(), DateTimeOffset.UnixEpoch);
}
