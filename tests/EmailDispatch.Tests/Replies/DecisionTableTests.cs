using EmailDispatch.Providers.State;
using EmailDispatch.Replies;
using EmailDispatch.Smtp;

namespace EmailDispatch.Tests.Replies;

/// <summary>The table of what follows from a failure, row by row, from the reply to the verdict.</summary>
public sealed class DecisionTableTests
{
    [Theory]
    // DNS, connect, TLS, greeting, 421, timeout before DATA.
    [InlineData(SmtpPhase.Dns, FaultKind.NameNotFound, FailureCategory.NameNotFound)]
    [InlineData(SmtpPhase.Connect, FaultKind.ConnectionRefused, FailureCategory.Network)]
    [InlineData(SmtpPhase.Connect, FaultKind.Timeout, FailureCategory.Timeout)]
    [InlineData(SmtpPhase.Greeting, FaultKind.TlsHandshake, FailureCategory.Tls)]
    [InlineData(SmtpPhase.Greeting, FaultKind.CertificateExpired, FailureCategory.Tls)]
    [InlineData(SmtpPhase.Greeting, FaultKind.ConnectionLost, FailureCategory.Network)]
    [InlineData(SmtpPhase.Greeting, FaultKind.Timeout, FailureCategory.Timeout)]
    [InlineData(SmtpPhase.Auth, FaultKind.Timeout, FailureCategory.Timeout)]
    [InlineData(SmtpPhase.MailFrom, FaultKind.ConnectionLost, FailureCategory.Network)]
    [InlineData(SmtpPhase.RcptTo, FaultKind.Timeout, FailureCategory.Timeout)]
    // Ended in DATA before the final dot left.
    [InlineData(SmtpPhase.Data, FaultKind.ConnectionLost, FailureCategory.ConnectionLost)]
    [InlineData(SmtpPhase.Data, FaultKind.Timeout, FailureCategory.ConnectionLost)]
    public void Fault_before_the_final_dot_goes_to_the_next_provider_and_counts(SmtpPhase phase, FaultKind fault, FailureCategory category)
    {
        var result = Noon.Classifier.Classify(new Failure(phase, SmtpReply.None(fault, "Something broke.")));

        AssertVerdict(result, category, NextStep.NextProvider, phase <= SmtpPhase.Greeting ? FailureWeight.Unreachable : FailureWeight.Counts);
    }

    [Theory]
    [InlineData(FaultKind.None)]
    [InlineData(FaultKind.Timeout)]
    [InlineData(FaultKind.ConnectionLost)]
    public void No_reply_after_the_final_dot_is_an_unknown_outcome(FaultKind fault)
    {
        var result = Noon.Classifier.Classify(new Failure(SmtpPhase.FinalDot, SmtpReply.None(fault, "Connection reset by peer")));

        AssertVerdict(result, FailureCategory.OutcomeUnknown, NextStep.OutcomeUnknown, FailureWeight.Counts);
    }

    [Theory]
    [InlineData(SmtpPhase.Greeting, 421, "Service not available")]
    [InlineData(SmtpPhase.Greeting, 554, "No SMTP service here")]
    [InlineData(SmtpPhase.Auth, 421, "Service not available")]
    [InlineData(SmtpPhase.Auth, 454, "4.7.0 Temporary authentication failure")]
    [InlineData(SmtpPhase.MailFrom, 421, "4.3.2 Closing")]
    [InlineData(SmtpPhase.RcptTo, 421, "4.3.2 Closing")]
    [InlineData(SmtpPhase.Data, 421, "4.3.2 Closing")]
    public void Closing_provider_leads_to_the_next_one_and_counts(SmtpPhase phase, int code, string text)
    {
        var result = Classify(phase, code, text);

        AssertVerdict(result, result.Category, NextStep.NextProvider, FailureWeight.Counts);
    }

    [Theory]
    [InlineData(SmtpPhase.Auth, 535, "5.7.8 Authentication failed")]
    [InlineData(SmtpPhase.Auth, 534, "5.7.9 Application-specific password required")]
    [InlineData(SmtpPhase.Auth, 530, "Authentication required")]
    [InlineData(SmtpPhase.Auth, 502, "Command not implemented")]
    [InlineData(SmtpPhase.MailFrom, 530, "Authentication required")]
    public void Refused_login_opens_the_breaker_for_long_and_alerts(SmtpPhase phase, int code, string text)
    {
        var result = Classify(phase, code, text);

        AssertVerdict(result, FailureCategory.Authentication, NextStep.NextProvider, FailureWeight.OpensLong, alert: true);
    }

    public static TheoryData<SmtpReply> RepliesWithoutSmtpUtf8 =>
        [SmtpReply.None(FaultKind.SmtpUtf8NotOffered, "It is not offered."), new SmtpReply(553, "5.6.7 Internationalised address without SMTPUTF8")];

    [Theory]
    [MemberData(nameof(RepliesWithoutSmtpUtf8))]
    public void Address_beyond_ascii_goes_to_the_next_provider_without_blame(SmtpReply reply)
    {
        var result = Noon.Classifier.Classify(new Failure(SmtpPhase.MailFrom, reply));

        AssertVerdict(result, FailureCategory.MessageInvalid, NextStep.NextProvider, FailureWeight.None);
    }

    [Theory]
    [InlineData(SmtpPhase.MailFrom, 550, "no")]
    [InlineData(SmtpPhase.MailFrom, 450, "no")]
    [InlineData(SmtpPhase.MailFrom, 550, "5.1.1 User unknown")]
    [InlineData(SmtpPhase.MailFrom, 553, "5.7.1 Sender address rejected: not owned by user")]
    [InlineData(SmtpPhase.RcptTo, 421, "Sender domain not verified")]
    [InlineData(SmtpPhase.RcptTo, 450, "4.1.8 Sender address rejected: Domain not found")]
    [InlineData(SmtpPhase.RcptTo, 550, "No such user here; Sender verify failed")]
    [InlineData(SmtpPhase.FinalDot, 550, "The from address does not match a verified Sender Identity")]
    [InlineData(SmtpPhase.FinalDot, 554, "Message rejected: Email address is not verified.")]
    public void Refused_sender_goes_to_the_next_provider_without_blame(SmtpPhase phase, int code, string text)
    {
        var result = Classify(phase, code, text);

        AssertVerdict(result, FailureCategory.SenderNotAllowed, NextStep.NextProvider, FailureWeight.None, alert: true);
    }

    [Fact]
    public void Account_not_activated_goes_to_the_next_provider_without_blame()
    {
        var result = Classify(SmtpPhase.FinalDot, 502, "5.7.0 Your SMTP account is not yet activated");

        AssertVerdict(result, FailureCategory.AccountNotActivated, NextStep.NextProvider, FailureWeight.None, alert: true);
    }

    [Theory]
    [InlineData(550, "5.1.1 no")]
    [InlineData(550, "5.2.1 no")]
    [InlineData(550, "User unknown")]
    public void Unknown_recipient_bounces_and_is_suppressed(int code, string text)
    {
        var result = Classify(SmtpPhase.RcptTo, code, text);

        AssertVerdict(result, result.Category, NextStep.BounceRecipient, FailureWeight.None, suppress: true);
    }

    [Theory]
    [InlineData(501, "Invalid RCPT TO", FailureCategory.RecipientAddressInvalid)]
    [InlineData(559, "no", FailureCategory.RecipientRefused)]
    [InlineData(511, "no", FailureCategory.RecipientRefused)]
    public void Odd_code_in_reply_to_rcpt_bounces_and_suppresses_nobody(int code, string text, FailureCategory category)
    {
        var result = Classify(SmtpPhase.RcptTo, code, text);

        AssertVerdict(result, category, NextStep.BounceRecipient, FailureWeight.None);
    }

    [Fact]
    public void Recipient_on_the_providers_own_list_is_suppressed_there_and_not_put_on_ours()
    {
        var result = Classify(SmtpPhase.RcptTo, 550, "5.7.1 Recipient is suppressed");

        AssertVerdict(result, FailureCategory.RecipientSuppressed, NextStep.SuppressRecipient, FailureWeight.None);
    }

    [Fact]
    public void Unknown_recipient_among_several_after_the_final_dot_fails_the_message_and_suppresses_nobody()
    {
        var result = Classify(SmtpPhase.FinalDot, 550, "5.1.1 User unknown");

        AssertVerdict(result, FailureCategory.RecipientUnknown, NextStep.FailMessage, FailureWeight.None);
    }

    [Theory]
    [InlineData(SmtpPhase.RcptTo, 450, "no")]
    [InlineData(SmtpPhase.RcptTo, 451, "no")]
    [InlineData(SmtpPhase.RcptTo, 450, "4.2.0 no")]
    [InlineData(SmtpPhase.RcptTo, 450, "4.7.1 no")]
    [InlineData(SmtpPhase.Data, 451, "4.7.1 Greylisted")]
    [InlineData(SmtpPhase.FinalDot, 450, "no")]
    [InlineData(SmtpPhase.FinalDot, 451, "4.7.1 Try again later")]
    public void Refusal_for_now_is_deferred_at_the_same_provider(SmtpPhase phase, int code, string text)
    {
        var result = Classify(phase, code, text);

        AssertVerdict(result, result.Category, NextStep.SameProviderLater, FailureWeight.None);
    }

    [Fact]
    public void Greylisting_is_deferred_to_the_time_it_names()
    {
        var result = Classify(SmtpPhase.RcptTo, 450, "4.7.1 Greylisted, try again in 300 seconds");

        AssertVerdict(result, FailureCategory.Greylisted, NextStep.SameProviderLater, FailureWeight.None);
        Assert.Equal(TimeSpan.FromSeconds(300), result.RetryAfter);
    }

    [Theory]
    [InlineData(SmtpPhase.MailFrom, 452, "4.3.1 no")]
    [InlineData(SmtpPhase.RcptTo, 452, "4.3.1 no")]
    [InlineData(SmtpPhase.FinalDot, 452, "4.3.2 no")]
    [InlineData(SmtpPhase.Auth, 535, "Authentication failed: Maximum credits exceeded")]
    [InlineData(SmtpPhase.FinalDot, 550, "5.4.5 Daily user sending limit exceeded")]
    [InlineData(SmtpPhase.RcptTo, 452, "4.3.1 Sending quota exceeded")]
    [InlineData(SmtpPhase.RcptTo, 452, "Sending quota exceeded")]
    [InlineData(SmtpPhase.FinalDot, 454, "Throttling failure: Maximum sending rate exceeded")]
    public void Our_limit_cools_the_provider(SmtpPhase phase, int code, string text)
    {
        var result = Classify(phase, code, text);

        AssertVerdict(result, result.Category, NextStep.NextProvider, FailureWeight.CoolsUntil);
        Assert.NotNull(result.ResetAt);
    }

    [Theory]
    [InlineData(550, "5.4.5 Daily user sending limit exceeded", FailureCategory.QuotaUsedUp)]
    [InlineData(550, "Your account has been suspended, account suspended", FailureCategory.AccountSuspended)]
    [InlineData(550, "5.7.1 Authentication required", FailureCategory.Authentication)]
    public void Refused_rcpt_pauses_no_provider_by_its_words(int code, string text, FailureCategory category)
    {
        var result = Classify(SmtpPhase.RcptTo, code, text);

        Assert.Equal((category, NextStep.NextProvider, FailureWeight.None), (result.Category, result.Next, result.Breaker));
        Assert.Null(result.ResetAt);
    }

    [Theory]
    [InlineData(SmtpPhase.MailFrom, 552, "no")]
    [InlineData(SmtpPhase.MailFrom, 552, "5.3.4 Message size exceeds fixed limit")]
    [InlineData(SmtpPhase.FinalDot, 552, "no")]
    [InlineData(SmtpPhase.FinalDot, 554, "5.3.4 no")]
    public void Too_large_message_needs_a_larger_provider(SmtpPhase phase, int code, string text)
    {
        var result = Classify(phase, code, text);

        AssertVerdict(result, FailureCategory.TooLarge, NextStep.LargerProviderOnly, FailureWeight.None);
    }

    [Theory]
    [InlineData(SmtpPhase.FinalDot, 554, "5.7.1 Rejected for policy reasons", FailureCategory.Policy)]
    [InlineData(SmtpPhase.FinalDot, 552, "The attachment holds a macro", FailureCategory.Policy)]
    [InlineData(SmtpPhase.FinalDot, 550, "Message looks like spam to us", FailureCategory.Spam)]
    [InlineData(SmtpPhase.FinalDot, 554, "This message contains a virus", FailureCategory.Virus)]
    public void Refused_content_fails_the_message_and_burns_no_second_reputation(SmtpPhase phase, int code, string text, FailureCategory category)
    {
        var result = Classify(phase, code, text);

        AssertVerdict(result, category, NextStep.FailMessage, FailureWeight.None);
    }

    [Theory]
    // The IP address is the provider's.
    [InlineData(SmtpPhase.RcptTo, 554, "5.7.1 Client host [192.0.2.1] blocked using zen.spamhaus.org", FailureCategory.Blocklisted)]
    [InlineData(SmtpPhase.FinalDot, 550, "Your server 192.0.2.1 is banned here", FailureCategory.Blocklisted)]
    // Nothing says why.
    [InlineData(SmtpPhase.FinalDot, 554, "no", FailureCategory.Policy)]
    [InlineData(SmtpPhase.FinalDot, 554, "5.7.1 no", FailureCategory.Policy)]
    [InlineData(SmtpPhase.FinalDot, 550, "Message rejected", FailureCategory.Policy)]
    [InlineData(SmtpPhase.FinalDot, 502, "Zork", FailureCategory.Policy)]
    [InlineData(SmtpPhase.FinalDot, 553, "The moon is in the wrong quarter", FailureCategory.Policy)]
    [InlineData(SmtpPhase.RcptTo, 550, "The moon is in the wrong quarter", FailureCategory.Policy)]
    [InlineData(SmtpPhase.RcptTo, 554, "5.7.1 The moon is in the wrong quarter", FailureCategory.Policy)]
    [InlineData(SmtpPhase.FinalDot, 554, "5.6.0 no", FailureCategory.MessageInvalid)]
    public void Refusal_that_another_provider_may_not_share_goes_to_the_next_one(SmtpPhase phase, int code, string text, FailureCategory category)
    {
        var result = Classify(phase, code, text);

        AssertVerdict(result, category, NextStep.OtherProviderOnly, FailureWeight.None);
    }

    [Theory]
    [InlineData(550, "no")]
    [InlineData(550, "Requested action not taken: mailbox unavailable")]
    [InlineData(550, "a@example.com in the wrong quarter of the moon")]
    [InlineData(550, "5.0.0 The address has expired")]
    [InlineData(550, "Account terminated")]
    public void Recipient_refused_without_proof_bounces_and_is_not_suppressed(int code, string text)
    {
        var result = Classify(SmtpPhase.RcptTo, code, text);

        AssertVerdict(result, result.Category, NextStep.BounceRecipient, FailureWeight.None);
    }

    [Fact]
    public void Closing_in_answer_to_the_final_dot_is_deferred_where_it_is()
    {
        var result = Classify(SmtpPhase.FinalDot, 421, "4.3.2 Closing");

        AssertVerdict(result, FailureCategory.ServiceUnavailable, NextStep.SameProviderLater, FailureWeight.Counts);
    }

    [Fact]
    public void Not_verified_naming_the_recipient_is_the_providers_sandbox()
    {
        var failure = new Failure(SmtpPhase.RcptTo, new SmtpReply(554, "Email address is not verified: a@example.com")) { Sender = "us@example.org", Recipient = "A@example.com" };

        var result = Noon.Classifier.Classify(failure);

        AssertVerdict(result, FailureCategory.SandboxRecipient, NextStep.NextProvider, FailureWeight.None, alert: true);
    }

    [Theory]
    [InlineData(550, "a@example.com is not verified")]
    [InlineData(550, "5.1.1 Recipient not verified")]
    public void Recipient_not_verified_is_never_suppressed(int code, string text)
    {
        var result = Noon.Classifier.Classify(new Failure(SmtpPhase.RcptTo, new SmtpReply(code, text)) { Recipient = "a@example.com" });

        AssertVerdict(result, FailureCategory.SandboxRecipient, NextStep.NextProvider, FailureWeight.None, alert: true);
    }

    [Fact]
    public void Not_verified_naming_the_sender_too_is_about_the_sender()
    {
        var failure = new Failure(SmtpPhase.RcptTo, new SmtpReply(554, "Email address is not verified: us@example.org, a@example.com")) { Sender = "us@example.org", Recipient = "a@example.com" };

        Assert.Equal(FailureCategory.SenderNotAllowed, Noon.Classifier.Classify(failure).Category);
    }

    [Fact]
    public void Every_phase_and_category_has_a_row()
    {
        foreach (var phase in Enum.GetValues<SmtpPhase>())
        {
            foreach (var category in Enum.GetValues<FailureCategory>())
            {
                var row = DecisionTable.Find(phase, new Diagnosis(category, Permanent: true, "", Specific: true));

                // Nothing known may fall through to the row for what is not.
                Assert.True(row.Name != "unforeseen" || category is FailureCategory.Unforeseen or FailureCategory.OutcomeUnknown or FailureCategory.ConnectionLost or FailureCategory.Network or FailureCategory.NameNotFound);
            }
        }
    }

    [Fact]
    public void Every_row_is_reached()
    {
        var reached = new HashSet<string>();
        foreach (var phase in Enum.GetValues<SmtpPhase>())
        {
            foreach (var category in Enum.GetValues<FailureCategory>())
            {
                reached.Add(DecisionTable.Find(phase, new Diagnosis(category, Permanent: true, "", Specific: true)).Name);
                reached.Add(DecisionTable.Find(phase, new Diagnosis(category, Permanent: true, "", Specific: false)).Name);
                reached.Add(DecisionTable.Find(phase, new Diagnosis(category, Permanent: false, "", Specific: true)).Name);
            }
        }

        Assert.Equal(DecisionTable.Rows.Select(r => r.Name).Order(), reached.Order());
    }

    private static FailureClassification Classify(SmtpPhase phase, int code, string text) => Noon.Classifier.Classify(new Failure(phase, new SmtpReply(code, text)));

    private static void AssertVerdict(
        FailureClassification result, FailureCategory category, NextStep next, FailureWeight breaker, bool suppress = false, bool alert = false)
    {
        Assert.Equal((category, next, breaker, suppress, alert), (result.Category, result.Next, result.Breaker, result.Suppress, result.Alert));
    }
}
