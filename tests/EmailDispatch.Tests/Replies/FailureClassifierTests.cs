using EmailDispatch.Providers.State;
using EmailDispatch.Replies;
using EmailDispatch.Smtp;

namespace EmailDispatch.Tests.Replies;

/// <summary>Where the words, the enhanced code, the reply code and the phase of a failure disagree.</summary>
public sealed class FailureClassifierTests
{
    [Theory]
    // RFC 4954: these codes are about a login, whatever the words and the enhanced code say.
    [InlineData(SmtpPhase.RcptTo, 530, "5.1.1 User unknown", FailureCategory.Authentication)]
    [InlineData(SmtpPhase.RcptTo, 534, "5.1.1 User unknown", FailureCategory.Authentication)]
    [InlineData(SmtpPhase.RcptTo, 535, "5.1.1 User unknown", FailureCategory.Authentication)]
    [InlineData(SmtpPhase.RcptTo, 538, "5.1.1 User unknown", FailureCategory.Authentication)]
    [InlineData(SmtpPhase.RcptTo, 530, "5.7.1 Refused", FailureCategory.Authentication)]
    [InlineData(SmtpPhase.Data, 530, "5.7.1 Refused", FailureCategory.Policy)]
    [InlineData(SmtpPhase.FinalDot, 534, "Your API key is no longer authorized", FailureCategory.Authentication)]
    [InlineData(SmtpPhase.FinalDot, 535, "Your API key is no longer authorized", FailureCategory.Authentication)]
    [InlineData(SmtpPhase.FinalDot, 538, "Your API key is no longer authorized", FailureCategory.Authentication)]
    [InlineData(SmtpPhase.FinalDot, 550, "Your API key is no longer authorized", FailureCategory.SenderNotAllowed)]
    // Ours after the message, the recipient's in reply to RCPT.
    [InlineData(SmtpPhase.FinalDot, 550, "5.7.13 No", FailureCategory.AccountSuspended)]
    [InlineData(SmtpPhase.RcptTo, 550, "5.7.13 No", FailureCategory.MailboxDisabled)]
    // A code of class 4 behind a reply code of class 5.
    [InlineData(SmtpPhase.FinalDot, 554, "4.3.0 Refused", FailureCategory.LocalError)]
    [InlineData(SmtpPhase.FinalDot, 554, "2.0.0 Refused", FailureCategory.Policy)]
    [InlineData(SmtpPhase.RcptTo, 554, "4.3.0 Refused", FailureCategory.Policy)]
    // The standard sentence means the mailbox in reply to RCPT, and the message later.
    [InlineData(SmtpPhase.RcptTo, 552, "Requested mail action aborted: exceeded storage allocation", FailureCategory.MailboxFull)]
    [InlineData(SmtpPhase.FinalDot, 552, "Requested mail action aborted: exceeded storage allocation", FailureCategory.TooLarge)]
    [InlineData(SmtpPhase.FinalDot, 451, "Requested mail action aborted: exceeded storage allocation", FailureCategory.LocalError)]
    // A code about a mailbox or message is not precise before there is one.
    [InlineData(SmtpPhase.MailFrom, 550, "5.2.1 Client host blocked", FailureCategory.Blocklisted)]
    [InlineData(SmtpPhase.MailFrom, 550, "5.6.6 Client host blocked", FailureCategory.Blocklisted)]
    [InlineData(SmtpPhase.MailFrom, 550, "5.7.23 Client host blocked", FailureCategory.DomainAuthentication)]
    [InlineData(SmtpPhase.RcptTo, 550, "5.2.1 Client host blocked", FailureCategory.MailboxDisabled)]
    [InlineData(SmtpPhase.RcptTo, 550, "5.6.6 Client host blocked", FailureCategory.MessageInvalid)]
    // Nobody is greylisted before RCPT.
    [InlineData(SmtpPhase.MailFrom, 450, "4.7.1 Refused", FailureCategory.ServiceUnavailable)]
    [InlineData(SmtpPhase.RcptTo, 450, "4.7.1 Refused", FailureCategory.Greylisted)]
    public void Code_and_words_are_read_by_phase(SmtpPhase phase, int code, string text, FailureCategory category)
    {
        Assert.Equal(category, Noon.Classifier.Classify(new Failure(phase, new SmtpReply(code, text))).Category);
    }

    [Theory]
    [InlineData("<shop@acme.test> refused", FailureCategory.SenderNotAllowed)]
    [InlineData("5.1.1 From this sender, no", FailureCategory.SenderNotAllowed)]
    [InlineData("<bob@example.test> refused", FailureCategory.RecipientRefused)]
    [InlineData("<shop@acme.test> to <bob@example.test> refused", FailureCategory.RecipientRefused)]
    // In an answer to a callout, the address after it, or the last one, was asked for.
    [InlineData("<bob@example.test>: <shop@acme.test> failed callback verification", FailureCategory.SenderNotAllowed)]
    [InlineData("<shop@acme.test>: <bob@example.test> failed callback verification", FailureCategory.RecipientRefused)]
    public void Code_blames_the_sender_only_if_the_reply_names_nobody_else(string text, FailureCategory category)
    {
        var failure = new Failure(SmtpPhase.RcptTo, new SmtpReply(550, text)) { Sender = "shop@acme.test", Recipient = "bob@example.test" };

        Assert.Equal(category, Noon.Classifier.Classify(failure).Category);
    }

    [Theory]
    [InlineData(FaultKind.None, FailureCategory.NameNotFound)]
    [InlineData(FaultKind.Timeout, FailureCategory.Timeout)]
    public void Failed_lookup_is_a_missing_name_unless_its_cause_is_known(FaultKind fault, FailureCategory category)
    {
        Assert.Equal(category, Noon.Classifier.Classify(new Failure(SmtpPhase.Dns, SmtpReply.None(fault, ""))).Category);
    }

    [Fact]
    public void Fault_is_never_permanent()
    {
        var result = Noon.Classifier.Classify(new Failure(SmtpPhase.RcptTo, SmtpReply.None(FaultKind.SmtpUtf8NotOffered, "It is not offered.")));

        Assert.Equal((FailureCategory.MessageInvalid, NextStep.SameProviderLater), (result.Category, result.Next));
    }

    [Theory]
    [InlineData("4.3.1 Insufficient storage, rate limit exceeded", FailureWeight.CoolsUntil)]
    [InlineData("Rate limit exceeded", FailureWeight.None)]
    public void Refused_rcpt_pauses_the_provider_only_if_its_code_says_so(string text, FailureWeight weight)
    {
        var result = Noon.Classifier.Classify(new Failure(SmtpPhase.RcptTo, new SmtpReply(450, text)));

        Assert.Equal((FailureCategory.RateLimited, weight), (result.Category, result.Breaker));
    }

    [Fact]
    public void Pause_has_a_period_only_if_a_limit_is_its_cause()
    {
        var result = Noon.Classifier.Classify(new Failure(SmtpPhase.FinalDot, new SmtpReply(421, "4.3.2 Closing for daily maintenance")));

        Assert.Equal((FailureWeight.Counts, LimitWindow.Unknown, null), (result.Breaker, result.Window, result.ResetAt));
    }

    [Fact]
    public void Trouble_of_the_server_before_rcpt_is_temporary_under_a_permanent_code_too()
    {
        var result = Noon.Classifier.Classify(new Failure(SmtpPhase.MailFrom, new SmtpReply(550, "Internal server error")));

        Assert.Equal((FailureCategory.LocalError, FailureWeight.Counts, false), (result.Category, result.Breaker, result.Alert));
    }

    [Theory]
    [InlineData(SmtpPhase.Auth, 530, "5.7.0 Must issue a STARTTLS command first", FailureWeight.OpensLong, true)]
    [InlineData(SmtpPhase.Auth, 450, "Client host blocked", FailureWeight.Counts, false)]
    [InlineData(SmtpPhase.Auth, 550, "Client host blocked", FailureWeight.OpensLong, true)]
    [InlineData(SmtpPhase.MailFrom, 550, "Client host blocked", FailureWeight.None, true)]
    public void Refusal_before_rcpt_alerts_unless_it_is_temporary(SmtpPhase phase, int code, string text, FailureWeight weight, bool alerts)
    {
        var result = Noon.Classifier.Classify(new Failure(phase, new SmtpReply(code, text)));

        Assert.Equal((NextStep.NextProvider, weight, alerts), (result.Next, result.Breaker, result.Alert));
    }

    [Theory]
    [InlineData("4.7.1 All messages from 192.0.2.1 will be permanently deferred", NextStep.OtherProviderOnly)]
    [InlineData("4.7.1 Client host blocked", NextStep.SameProviderLater)]
    public void Words_tell_that_a_temporary_code_is_permanent(string text, NextStep next)
    {
        var result = Noon.Classifier.Classify(new Failure(SmtpPhase.FinalDot, new SmtpReply(451, text)));

        Assert.Equal((FailureCategory.Blocklisted, next), (result.Category, result.Next));
    }

    [Fact]
    public void Quoted_words_make_no_pause_heavier()
    {
        var result = Noon.Classifier.Classify(new Failure(SmtpPhase.FinalDot, new SmtpReply(550, "Your sending quota is exceeded, account suspended \"spam report\"")));

        Assert.Equal((FailureCategory.AccountSuspended, FailureWeight.OpensLong, null), (result.Category, result.Breaker, result.ResetAt));
    }

    [Fact]
    public void Failure_must_be_given() => Assert.Throws<ArgumentNullException>(() => Noon.Classifier.Classify(null!));
}
