using EmailDispatch.LocalHost.Sandbox;

namespace EmailDispatch.LocalHost.Inbox;

/// <summary>A recipient of the envelope and what RCPT was answered.</summary>
internal sealed record InboxRecipient(string Address, bool Accepted, string Reply)
{
    public static InboxRecipient From(ReceivedRecipient recipient) => new(recipient.Address, recipient.IsAccepted, recipient.Reply.ToString());
}
