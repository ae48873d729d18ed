using MimeKit;

namespace MailKit;

public class MessageSentEventArgs(MimeMessage message, string response) : EventArgs
{
    public MimeMessage Message { get; } = message;

    public string Response { get; } = response;
}
