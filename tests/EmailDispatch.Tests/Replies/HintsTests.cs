using EmailDispatch.Replies;
using EmailDispatch.Smtp;

namespace EmailDispatch.Tests.Replies;

public sealed class HintsTests
{
    [Theory]
    [InlineData(SmtpPhase.Auth, 535, "5.7.3 Authentication unsuccessful", "credentials_refused")]
    [InlineData(SmtpPhase.Auth, 535, "5.7.8 Username and Password not accepted.", "google_credentials")]
    [InlineData(SmtpPhase.Auth, 535, "5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.", "smtp_auth_disabled")]
    [InlineData(SmtpPhase.Auth, 535, "5.7.139 Authentication unsuccessful, basic authentication is disabled.", "basic_auth_retired")]
    [InlineData(SmtpPhase.FinalDot, 550, "5.7.30 Basic authentication is not supported for Client Submission.", "basic_auth_retired")]
    [InlineData(SmtpPhase.Auth, 535, "5.7.0 application password is REQUIRED", "app_password_required")]
    [InlineData(SmtpPhase.Auth, 525, "5.7.1 Unauthorized IP address", "ip_not_allowed")]
    [InlineData(SmtpPhase.MailFrom, 432, "4.3.2 Concurrent connections limit exceeded", "too_many_connections")]
    [InlineData(SmtpPhase.RcptTo, 504, "5.5.2 <vm>: Helo command rejected: need fully-qualified hostname", "ehlo_name")]
    [InlineData(SmtpPhase.FinalDot, 530, "From/Sender name is not valid", "sender_not_allowed")]
    [InlineData(SmtpPhase.Auth, 534, "5.7.9 Application-specific password required.", "app_password_required")]
    [InlineData(SmtpPhase.Auth, 534, "5.7.14 Please log in via your web browser", "web_login_required")]
    [InlineData(SmtpPhase.MailFrom, 530, "Authentication required", "login_required")]
    [InlineData(SmtpPhase.MailFrom, 530, "5.7.0 Must issue a STARTTLS command first.", "starttls_required")]
    [InlineData(SmtpPhase.MailFrom, 502, "5.7.0 Please authenticate first", "login_required")]
    [InlineData(SmtpPhase.FinalDot, 502, "5.7.0 Your SMTP account is not yet activated", "account_not_activated")]
    [InlineData(SmtpPhase.RcptTo, 550, "5.7.1 Relaying denied", "relay_denied")]
    [InlineData(SmtpPhase.MailFrom, 450, "Sender address rejected: Domain not found", "sender_not_allowed")]
    [InlineData(SmtpPhase.FinalDot, 554, "Message rejected: Email address is not verified.", "sender_not_allowed")]
    [InlineData(SmtpPhase.FinalDot, 421, "Domain mg.example.com is not allowed to send: Sandbox subdomains are for test purposes only.", "provider_sandbox")]
    [InlineData(SmtpPhase.FinalDot, 550, "5.4.5 Daily user sending limit exceeded", "quota_used_up")]
    [InlineData(SmtpPhase.Auth, 451, "Authentication failed: Maximum credits exceeded", "credits_used_up")]
    public void Common_reply_is_explained(SmtpPhase phase, int code, string text, string hint)
    {
        var result = Noon.Classifier.Classify(new Failure(phase, new SmtpReply(code, text)));

        Assert.Equal(hint, result.Hint?.Code);
    }

    [Theory]
    [InlineData(SmtpPhase.Greeting, FaultKind.CertificateExpired, "certificate_expired")]
    [InlineData(SmtpPhase.Auth, FaultKind.SecretMissing, "secret_missing")]
    public void Fault_is_explained_by_its_kind_and_not_by_its_text(SmtpPhase phase, FaultKind kind, string hint)
    {
        var result = Noon.Classifier.Classify(new Failure(phase, SmtpReply.None(kind, "Connection refused, timed out, no such host.")));

        Assert.Equal(hint, result.Hint?.Code);
    }

    public static TheoryData<FailureCategory> Categories => [.. Enum.GetValues<FailureCategory>()];

    [Theory]
    [MemberData(nameof(Categories))]
    public void Every_category_has_a_cause_and_a_fix_whatever_the_fault_or_the_reply(FailureCategory category)
    {
        var replies = ((string[])["", "5.0.0 no", "Zweifelhaft", "connection", "authentication required"]).Select(text => ReplyNormaliser.Normalise(new SmtpReply(550, text)));

        var hints = Enum.GetValues<FaultKind>().Select(kind => Hints.Find(category, kind, ReplyNormaliser.Normalise(new SmtpReply(0, "")))).Concat(replies.Select(reply => Hints.Find(category, FaultKind.None, reply)));

        Assert.All(hints.Append(CategoryHints.Of(category)), AssertWhole);
    }

    [Fact]
    public void Failure_of_any_phase_fault_and_code_is_explained()
    {
        var faults = Enum.GetValues<FaultKind>().Select(kind => SmtpReply.None(kind, "It broke."));
        var replies = Enumerable.Range(200, 400).Select(code => new SmtpReply(code, "Zweifelhaft"));

        Assert.All(
            from phase in Enum.GetValues<SmtpPhase>() from reply in faults.Concat(replies) select Noon.Classifier.Classify(new Failure(phase, reply)).Hint,
            AssertWhole);
    }

    private static void AssertWhole(Hint? hint)
    {
        Assert.NotNull(hint);
        Assert.EndsWith(".", hint.Cause, StringComparison.Ordinal);
        Assert.EndsWith(".", hint.Fix, StringComparison.Ordinal);
    }

    public static TheoryData<FaultKind> Kinds => [.. Enum.GetValues<FaultKind>().Where(k => k != FaultKind.None)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_of_fault_has_a_cause_and_a_fix(FaultKind kind)
    {
        var hint = Noon.Classifier.Classify(new Failure(SmtpPhase.Greeting, SmtpReply.None(kind, "It broke."))).Hint;

        Assert.NotNull(hint);
        Assert.EndsWith(".", hint.Cause, StringComparison.Ordinal);
        Assert.EndsWith(".", hint.Fix, StringComparison.Ordinal);
    }
}
