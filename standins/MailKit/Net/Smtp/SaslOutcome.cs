using MailKit.Security;

namespace MailKit.Net.Smtp;

/// <summary>How one AUTH exchange ended.</summary>
internal sealed record SaslOutcome(SmtpResponse Reply, bool TooWeak = false, SaslException? Fault = null)
{
    public bool Accepted => Reply.StatusCode == SmtpStatusCode.AuthenticationSuccessful;

    public string Text => $"{(int)Reply.StatusCode}: {Reply.Response}";

    public SmtpCommandException ToCommandException() => Fault is null
        ? new SmtpCommandException(SmtpErrorCode.UnexpectedStatusCode, Reply.StatusCode, Reply.Response)
        : new SmtpCommandException(SmtpErrorCode.UnexpectedStatusCode, Reply.StatusCode, Reply.Response, Fault);
}
