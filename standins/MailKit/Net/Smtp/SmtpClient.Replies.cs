using MimeKit;

namespace MailKit.Net.Smtp;

/// <content>What the replies to MAIL and RCPT mean; subclasses decide otherwise, recipient by recipient.</content>
public partial class SmtpClient
{
    protected virtual void OnSenderAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response)
    {
    }

    protected virtual void OnSenderNotAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) =>
        throw new SmtpCommandException(SmtpErrorCode.SenderNotAccepted, response.StatusCode, mailbox, response.Response);

    protected virtual void OnRecipientAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response)
    {
    }

    /// <summary>Refuses the whole message. An override that returns goes on with the other recipients.</summary>
    protected virtual void OnRecipientNotAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) =>
        throw new SmtpCommandException(SmtpErrorCode.RecipientNotAccepted, response.StatusCode, mailbox, response.Response);

    protected virtual void OnNoRecipientsAccepted(MimeMessage message)
    {
    }

    private void Judge(MailTransaction mail, SmtpResponse reply)
    {
        if ((int)reply.StatusCode is >= 250 and < 260)
        {
            OnSenderAccepted(mail.Message, mail.Sender, reply);
            return;
        }

        if (reply.StatusCode == SmtpStatusCode.AuthenticationRequired)
            throw new ServiceNotAuthenticatedException(reply.Response);

        OnSenderNotAccepted(mail.Message, mail.Sender, reply);
    }

    private bool Judge(MailTransaction mail, MailboxAddress recipient, SmtpResponse reply)
    {
        if ((int)reply.StatusCode < 300)
        {
            OnRecipientAccepted(mail.Message, recipient, reply);
            return true;
        }

        if (reply.StatusCode == SmtpStatusCode.AuthenticationRequired)
            throw new ServiceNotAuthenticatedException(reply.Response);

        OnRecipientNotAccepted(mail.Message, recipient, reply);

        return false;
    }
}
