using System.Text;
using EmailDispatch.Emails;
using EmailDispatch.Intake;
using EmailDispatch.Providers;
using EmailDispatch.Queueing;
using EmailDispatch.Smtp;

namespace EmailDispatch.Tests.Intake;

/// <summary>The text that goes with HTML is made when an email is accepted, and travels with it.</summary>
public sealed class TextOfHtmlTests : IntakeTest
{
    [Theory]
    [InlineData("""{"html":"<p>Hi</p>"}""", "Hi\n")]
    [InlineData("""{"html":"<p>Hi</p>","text":"Hello"}""", null)]
    [InlineData("""{"text":"Hello"}""", null)]
    public async Task Accepted_email_travels_with_the_text_of_its_html(string body, string? expected)
    {
        await NewIntake().SubmitAsync(Submitter, Complete(body), null, Cancellation);

        Assert.Equal(expected, Assert.Single(Queue.Messages).Payload!.TextOfHtml);
    }

    [Fact]
    public async Task Email_of_a_batch_travels_with_the_text_of_its_html()
    {
        var batch = Encoding.UTF8.GetBytes($"[{Encoding.UTF8.GetString(Complete("""{"html":"<p>Hi</p>"}"""))}]");

        await NewBatchIntake().SubmitAsync(Submitter, batch, BatchValidation.Strict, null, Cancellation);

        Assert.Equal("Hi\n", Assert.Single(Queue.Messages).Payload!.TextOfHtml);
    }

    [Fact]
    public void Dispatch_takes_the_text_that_came_with_the_email()
    {
        var email = NewEmail() with { Html = "<p>Hi</p>", TextOfHtml = "Made at intake\n" };

        using var message = MessageComposer.Compose(EmailId.New(Time), email, new ProviderOptions { Name = "p" });

        Assert.Equal("Made at intake\n", message.TextBody!.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Email_of_an_earlier_release_gets_its_text_when_it_is_sent()
    {
        var sample = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Queueing", "Samples", "v1-payload.json"));
        var email = DispatchMessage.Parse(sample).Payload!;

        using var message = MessageComposer.Compose(EmailId.New(Time), email, new ProviderOptions { Name = "p" });

        Assert.Null(email.TextOfHtml);
        Assert.Equal("Hi\n", message.TextBody!.ReplaceLineEndings("\n"));
    }

    private static EmailDispatch.Emails.Email NewEmail() => new() { From = new EmailAddress("a@example.com"), To = [new EmailAddress("b@example.com")], Subject = "s" };

    private static byte[] Complete(string body) => Encoding.UTF8.GetBytes($$"""{"from":"a@example.com","to":"b@example.com","subject":"s",{{body[1..]}}""");
}
