using MailKit.Net.Smtp;
using MimeKit;

namespace EmailDispatch.Tests.Packages;

/// <summary>Goes on when recipients are refused, and writes down what it was told.</summary>
internal sealed class RecordingSmtpClient : SmtpClient
{
    public List<string> Told { get; } = [];

    /// <summary>What to say instead of the message's size.</summary>
    public long? Size { get; init; }

    protected override Task<long> GetSizeAsync(FormatOptions options, MimeMessage message, CancellationToken cancellationToken) =>
        Size is { } size ? Task.FromResult(size) : base.GetSizeAsync(options, message, cancellationToken);

    protected override void OnSenderAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) =>
        Tell("sender", mailbox, response);

    protected override void OnRecipientAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) =>
        Tell("accepted", mailbox, response);

    protected override void OnRecipientNotAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) =>
        Tell("refused", mailbox, response);

    protected override void OnNoRecipientsAccepted(MimeMessage message) => Told.Add("none");

    private void Tell(string what, MailboxAddress mailbox, SmtpResponse response) =>
        Told.Add($"{what} {mailbox.Address} {(int)response.StatusCode} {response.Response}");
}
