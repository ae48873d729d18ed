using MimeKit;

namespace EmailDispatch.LocalHost.Inbox.Mail;

internal sealed record MailAddress(string? Name, string Address)
{
    /// <summary>Returns the addresses of a header field, those of groups included.</summary>
    public static IReadOnlyList<MailAddress> AllOf(InternetAddressList list) =>
        [.. list.Mailboxes.Take(MessageLimits.MaxAddresses).Select(mailbox => new MailAddress(mailbox.Name is { Length: > 0 } name ? name : null, mailbox.Address))];

    public bool Contains(string text) =>
        Address.Contains(text, StringComparison.OrdinalIgnoreCase) || Name?.Contains(text, StringComparison.OrdinalIgnoreCase) == true;
}
