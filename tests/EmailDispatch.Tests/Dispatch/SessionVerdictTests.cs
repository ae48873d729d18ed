using EmailDispatch.Dispatch;
using EmailDispatch.Emails;
using EmailDispatch.Providers;
using EmailDispatch.Providers.State;
using EmailDispatch.Replies;
using EmailDispatch.Smtp;
using EmailDispatch.Status;
using EmailDispatch.Tests.Replies;

namespace EmailDispatch.Tests.Dispatch;

/// <summary>Whom a session's replies are about: the provider, the message, or a recipient.</summary>
public sealed class SessionVerdictTests
{
    private static readonly SmtpReply Unknown = new(550, "5.1.1 No such user here");
    private static readonly GivenValues Given = new("from@example.test", []);

    [Fact]
    public void Accepted_message_has_only_the_failures_of_the_refused()
    {
        var verdict = Of(SmtpPhase.FinalDot, new SmtpReply(250, "ok"), isAccepted: true, ["x@example.test"], "x@example.test", "y@example.test");

        Assert.Null(verdict.Session);
        Assert.Equal(FailureCategory.RecipientUnknown, verdict.Refused["X@EXAMPLE.TEST"].Category);
        Assert.Equal(FailureWeight.None, verdict.Heaviest!.Breaker);
    }

    [Fact]
    public void Session_in_which_all_recipients_were_refused_failed_as_the_first_of_them()
    {
        var verdict = Of(SmtpPhase.RcptTo, new SmtpReply(503, "5.5.1 No valid recipients"), isAccepted: false, ["x@example.test"], "x@example.test");

        Assert.Equal(FailureCategory.RecipientUnknown, verdict.Session!.Category);
    }

    [Fact]
    public void Session_that_broke_among_the_recipients_is_not_one_that_refused_them_all()
    {
        var verdict = Of(SmtpPhase.RcptTo, SmtpReply.None(FaultKind.ConnectionLost, "closed"), isAccepted: false, ["x@example.test"], "x@example.test", "y@example.test");

        Assert.NotEqual(FailureCategory.RecipientUnknown, verdict.Session!.Category);
        Assert.NotEqual(FailureWeight.None, verdict.Heaviest!.Breaker);
    }

    [Fact]
    public void Reply_after_the_message_is_about_a_recipient_only_if_there_is_one()
    {
        var one = Of(SmtpPhase.FinalDot, Unknown, isAccepted: false, [], "x@example.test");
        var two = Of(SmtpPhase.FinalDot, Unknown, isAccepted: false, [], "x@example.test", "y@example.test");

        Assert.Equal((NextStep.BounceRecipient, true), (one.Session!.Next, one.Session.Suppress));
        Assert.NotEqual(NextStep.BounceRecipient, two.Session!.Next);
        Assert.False(two.Session.Suppress);
    }

    [Theory]
    [InlineData("<x@example.test>: rejected", true)]
    [InlineData("<from@example.test>: rejected", false)]
    public void Refusal_of_a_recipient_that_names_only_the_sender_is_about_the_sender(string text, bool isAboutRecipient)
    {
        var verdict = Of(SmtpPhase.FinalDot, new SmtpReply(250, "ok"), isAccepted: true, ["x@example.test"], new SmtpReply(550, $"5.1.1 {text}"), "x@example.test", "y@example.test");

        Assert.Equal(isAboutRecipient, verdict.Refused["x@example.test"].Category == FailureCategory.RecipientUnknown);
    }

    [Theory]
    [InlineData("<x@example.test>: rejected", true)]
    [InlineData("rejected", false)]
    [InlineData("<x@example.test>: rejected", false, "y@example.test")]
    public void Code_after_the_message_is_about_the_only_recipient_if_the_reply_names_it(string text, bool isAboutRecipient, params string[] others)
    {
        var verdict = Of(SmtpPhase.FinalDot, new SmtpReply(550, $"5.1.1 {text}"), isAccepted: false, [], ["x@example.test", .. others]);

        Assert.Equal(isAboutRecipient, verdict.Session!.Category == FailureCategory.RecipientUnknown);
    }

    [Theory]
    [InlineData("", false, "ann@example.com")]
    [InlineData("", true, "default@example.net")]
    [InlineData("bounces@example.org", false, "bounces@example.org")]
    [InlineData("bounces@example.org", true, "bounces@example.org")]
    public void Given_values_are_the_envelope_sender_and_all_that_a_caller_chose(string returnPath, bool rewrites, string sender)
    {
        var reference = new EmailReference(EmailId.New(TimeProvider.System), "acme");
        var provider = new ProviderOptions { ReturnPath = returnPath, ReturnPathTag = false, RewriteFrom = rewrites, FromDomains = ["example.net"], DefaultFromAddress = "default@example.net" };
        var email = new Email
        {
            From = new EmailAddress("ann@example.com", "Ann"),
            To = [new EmailAddress("to@example.com", "Toni")],
            Bcc = [new EmailAddress("bcc@example.com")],
            ReplyTo = [new EmailAddress("reply@example.com")],
            Subject = "Hello",
            Text = "Hi",
            Headers = [new EmailHeader("X-Id", "42")],
            Attachments = [new Attachment("a.pdf", [], "application/pdf")],
        };

        var given = GivenValues.Of(reference, email, provider);

        Assert.Equal(sender, given.Sender);
        Assert.Equal(
            new[] { "42", "Ann", "Hello", "Toni", "a.pdf", "ann@example.com", "bcc@example.com", "reply@example.com", "to@example.com", $"{reference.Id}@example.com" }.Order(StringComparer.Ordinal),
            given.Others.Order(StringComparer.Ordinal));
    }

    private static SessionVerdict Of(SmtpPhase phase, SmtpReply reply, bool isAccepted, string[] refused, params string[] recipients) =>
        Of(phase, reply, isAccepted, refused, Unknown, recipients);

    private static SessionVerdict Of(SmtpPhase phase, SmtpReply reply, bool isAccepted, string[] refused, SmtpReply refusal, params string[] recipients) => SessionVerdict.Of(
        new SendResult(phase, reply, refused.ToDictionary(address => address, _ => refusal), isAccepted),
        Given,
        [.. recipients.Select(address => new Recipient(address, RecipientKind.To, EmailStatus.Queued))],
        Noon.Classifier);
}
