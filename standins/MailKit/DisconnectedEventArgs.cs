using MailKit.Security;

namespace MailKit;

public class DisconnectedEventArgs(string host, int port, SecureSocketOptions options, bool requested)
    : ConnectedEventArgs(host, port, options)
{
    public bool IsRequested { get; } = requested;
}
