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
    [InlineData(SmtpPhase.Dns, "No such host is known.", "host_not_found")]
    [InlineData(SmtpPhase.Dns, "Name or service not known", "host_not_found")]
    [InlineData(SmtpPhase.Connect, "Connection refused", "connection_refused")]
    [InlineData(SmtpPhase.Connect, "No connection could be made because the target machine actively refused it.", "connection_refused")]
    [InlineData(SmtpPhase.Connect, "No answer within 5 s.", "timeout")]
    [InlineData(SmtpPhase.Greeting, "The operation has timed out.", "timeout")]
    [InlineData(SmtpPhase.Greeting, "The host name did not match the name given in the server's SSL certificate.", "certificate_host_mismatch")]
    [InlineData(SmtpPhase.Greeting, "The remote certificate is invalid because of errors in the certificate chain: NotTimeValid", "certificate_expired")]
    [InlineData(SmtpPhase.Greeting, "The remote certificate is invalid because of errors in the certificate chain: UntrustedRoot", "certificate_untrusted")]
    [InlineData(SmtpPhase.Greeting, "The handshake failed due to an unexpected packet format.", "implicit_tls_on_starttls_port")]
    [InlineData(SmtpPhase.Greeting, "error:0A000102:SSL routines::unsupported protocol", "tls_version")]
    [InlineData(SmtpPhase.Greeting, "The SMTP server does not support the STARTTLS extension.", "starttls_not_offered")]
    [InlineData(SmtpPhase.Auth, "The SMTP server does not support authentication.", "authentication_not_offered")]
    [InlineData(SmtpPhase.Auth, "The secret 'mail' is not set.", "secret_missing")]
    public void Exception_is_explained_by_its_words(SmtpPhase phase, string message, string hint)
    {
        var result = Noon.Classifier.Classify(new Failure(phase, new SmtpReply(0, message)));

        Assert.Equal(hint, result.Hint?.Code);
    }

    public static TheoryData<FaultKind> Kinds => [.. Enum.GetValues<FaultKind>().Where(k => k != FaultKind.None)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_of_fault_has_a_cause_and_a_fix(FaultKind kind)
    {
        var hint = Noon.Classifier.Classify(new Failure(SmtpPhase.Greeting, new SmtpReply(0, "It broke.")) { Fault = kind }).Hint;

        Assert.NotNull(hint);
        Assert.EndsWith(".", hint.Cause, StringComparison.Ordinal);
        Assert.EndsWith(".", hint.Fix, StringComparison.Ordinal);
    }
}
